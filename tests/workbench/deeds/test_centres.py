import pytest

from data.contracts.errors import RefusedInput
from data.samples.shop import write_sample
from workbench.deeds.centres import known_centre


def test_a_queue_may_name_its_model_and_only_one_that_there_is(tmp_path):
    folder = write_sample(tmp_path, "shop")
    queues = folder / "queues.csv"
    head, first, *rest = queues.read_text().splitlines()
    queues.write_text("\n".join([f"{head},model", f"{first},ets", *(f"{row}," for row in rest)]) + "\n")
    centre = known_centre(folder)
    assert [queue.model for queue in centre.queues.values()][:2] == ["ets", ""]
    queues.write_text(queues.read_text().replace(",ets\n", ",oracle\n"))
    with pytest.raises(RefusedInput) as refused:
        known_centre(folder)
    assert "no forecast model oracle" in refused.value.faults[0].text
