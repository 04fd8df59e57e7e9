"""Header words people use, in English and Chinese, for the columns of the settings tables."""

from __future__ import annotations

import re
import unicodedata

import pandera.pandas as pa

# columns that the tables of labour rules share
_RULES: dict[str, tuple[str, ...]] = {
    "value": ("取值", "值"),
    "enforcement": ("执行", "执行方式"),
    "price_cny": ("违反单价", "违反一单位的价格"),
    "valid_from": ("生效日期", "生效日"),
    "valid_until": ("失效日期", "失效日"),
    "flag": ("适用人员情形", "人员情形"),
}

# table -> column -> Chinese headers; the column's own name and its English title are always understood
CHINESE: dict[str, dict[str, tuple[str, ...]]] = {
    "*": {
        "queue": ("队列", "队列编号"),
        "title_en": ("英文名称", "英文名"),
        "title_zh": ("中文名称", "中文名"),
        "channel": ("渠道",),
        "site": ("职场", "站点", "地点"),
        "pool": ("坐席池", "人员池"),
        "group": ("技能组", "班组"),
        "agent": ("工号", "坐席", "坐席编号", "员工编号"),
        "name": ("姓名", "名称"),
        "contract": ("合同", "合同类型"),
        "date": ("日期",),
        "kind": ("类型", "类别"),
        "shift": ("班次", "班次代码"),
        "priority": ("优先级",),
        "note": ("备注",),
        "share": ("占比", "份额"),
        "shape": ("形状", "时段形状"),
        "zone": ("时区",),
        "reason": ("原因", "理由"),
        "author": ("填写人", "责任人"),
    },
    "queues": {
        "service_level": ("服务水平", "服务水平目标"),
        "target_s": ("服务水平时限", "目标秒数", "时限秒"),
        "sl_definition": ("服务水平口径",),
        "max_asa_s": ("最大平均应答速度", "平均应答速度上限"),
        "max_occupancy": ("最大占用率", "占用率上限"),
        "max_abandon": ("最大放弃率", "放弃率上限"),
        "patience_s": ("客户耐心时长", "耐心时长"),
        "concurrency": ("并发接待数", "并发数"),
        "concurrency_factor": ("并发系数",),
        "deadline_h": ("响应时效", "时效小时"),
        "redial_share": ("重拨率", "放弃后重拨率"),
        "redial_within_min": ("重拨时限分钟", "重拨时间窗"),
        "model": ("预测模型", "模型"),
    },
    "pools": {
        "partner": ("外包商", "合作方"),
        "unplanned_absence": ("计划外缺勤率", "缺勤率"),
        "lead_time_d": ("到位提前期", "提前天数"),
        "max_heads": ("最多人数", "人数上限"),
        "block_heads": ("起订人数", "人数单位"),
        "min_days": ("最少天数",),
        "training_d": ("上岗前培训天数", "培训天数"),
    },
    "pool_hours": {
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "open": ("开始", "开始时间"),
        "close": ("结束", "结束时间"),
        "most_heads": ("最多人数", "人数上限"),
    },
    "commitments": {
        "commitment": ("协议", "承诺编号"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "least_heads": ("保底人数", "每日最少人数"),
        "most_heads": ("最多人数", "每日最多人数"),
        "least_hours": ("保底工时", "承诺工时"),
        "penalty_cny_per_h": ("保底差额单价", "未用工时单价"),
        "lock_date": ("锁量日", "锁定日期"),
        "ordered_heads": ("已订人数", "已下单人数"),
        "sla_miss_share": ("服务水平未达占比",),
        "sla_penalty_cny_per_h": ("服务水平未达每小时代价",),
    },
    "seat_rules": {
        "seat_rule": ("坐席规则", "规则编号"),
        "rule": ("规则", "规则类型"),
        "queues": ("适用队列", "队列"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "event_kind": ("活动类型",),
        "share": ("占比", "比例"),
        "usual_first": ("平日开始日期", "对比开始日期"),
        "usual_last": ("平日结束日期", "对比结束日期"),
        "usual_seats": ("平日坐席数",),
        "enforcement": ("执行", "执行方式"),
        "price_cny_per_h": ("违反单价", "每小时违反价格"),
    },
    "rates": {
        "cost_cny_per_h": ("小时单价", "每小时成本"),
        "evening_factor": ("晚间系数",),
        "night_factor": ("夜间系数", "夜班系数"),
        "holiday_factor": ("节假日系数",),
        "cost_cny_per_shift": ("每班成本", "每班补贴"),
    },
    "skill_group": {"after_s": ("溢出等待秒", "溢出时长"), "proficiency": ("熟练度",)},
    "agents": {
        "week_h": ("周工时", "每周工时"),
        "night_ok": ("可上夜班", "可夜班"),
        "preference": ("偏好", "班次偏好"),
        "days_worked_before": ("期初连续出勤天数", "已连上天数"),
        "nights_worked_before": ("期初连续夜班数", "已连夜班数"),
        "last_shift_end": ("上一班结束时间", "期初最后下班时间"),
        "rotation": ("轮班", "轮班制"),
        "least_week_h": ("每周最少工时", "保底周工时"),
        "most_week_h": ("每周最多工时",),
        "most_week_d": ("每周最多天数",),
        "seniority_y": ("司龄", "工龄"),
    },
    "leave": {"kind": ("假别", "假期类型")},
    "shift_patterns": {
        "kinds": ("适用类型", "适用坐席池类型"),
        "start": ("开始时间", "上班时间"),
        "span_min": ("时长分钟", "班次时长"),
        "paid_min": ("计薪分钟", "计薪时长"),
        "breaks": ("休息", "休息规则"),
        "colour": ("颜色",),
        "start_until": ("最晚开始时间", "最晚上班时间"),
        "start_step_min": ("开始间隔分钟", "上班间隔分钟"),
        "break_gap_min": ("休息最短间隔", "休息间隔分钟"),
        "contracts": ("适用合同",),
    },
    "availability": {
        "days": ("星期或日期", "可上班日"),
        "start_time": ("最早开始时间", "可上班开始"),
        "end_time": ("最晚结束时间", "可上班结束"),
    },
    "leave_quota": {"most": ("最多休假人数", "休假名额"), "kinds": ("假别", "计入假别")},
    "rotations": {
        "rotation": ("轮班", "轮班制"),
        "cycle": ("周期", "轮班周期"),
        "anchor_date": ("周期起始日", "基准日"),
    },
    "carried_shifts": {"start_ts": ("开始时间",), "end_ts": ("结束时间",), "heads": ("人数",)},
    "activities": {
        "activity": ("活动", "活动名称"),
        "kind": ("类型", "活动类型"),
        "who": ("参加人", "对象"),
        "minutes": ("时长分钟", "分钟"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "weekdays": ("星期",),
        "start_time": ("最早开始时间",),
        "end_time": ("最晚结束时间",),
        "every": ("频率", "周期"),
        "together": ("一起参加", "集体"),
        "least_share": ("最低参加比例",),
    },
    "limits": {**_RULES, "rule": ("规则",), "kind": ("适用资源池类型",), "site": ("适用职场",)},
    "own_limits": {
        **_RULES,
        "limit": ("限制", "限制名称"),
        "counts": ("计量内容", "统计项"),
        "of": ("限定班次", "限定时段"),
        "window": ("周期", "窗口"),
        "bound": ("上限或下限", "方向"),
    },
    "successions": {**_RULES, "earlier": ("前一班",), "later": ("后一班",)},
    "agent_pairs": {**_RULES, "other": ("另一工号", "另一坐席"), "kind": ("关系",), "tolerance_min": ("允许相差分钟",)},
    "wishes": {"shift": ("希望班次", "意愿班次"), "weight": ("代价", "权重"), "enforcement": ("执行方式",)},
    "agent_facts": {
        "fact": ("人员情形", "情形"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
    },
    "agent_balances": {"period": ("周期", "统计周期"), "quantity": ("计量内容", "统计项"), "value": ("累计值", "取值")},
    "events": {
        "event": ("事件", "活动", "大促"),
        "offset_d": ("距活动日天数", "偏移天数"),
        "size": ("倍数", "放大倍数"),
    },
    "event_shapes": {"hour": ("小时", "时")},
    "forecast_adjustments": {
        "adjustment": ("调整", "调整编号"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "start_time": ("开始时间", "开始时刻"),
        "end_time": ("结束时间", "结束时刻"),
        "quantity": ("指标", "调整对象"),
        "kind": ("方式", "调整方式"),
        "value": ("数值", "取值", "值"),
    },
    "hygiene_decisions": {"decision": ("决定", "处理决定")},
    "new_queues": {
        "queue": ("新队列",),
        "like": ("参照队列", "相似队列"),
        "volume_per_day": ("日均进线量", "预计日进线量"),
        "confidence_d": ("置信天数", "折算天数"),
    },
    "calendar": {
        "region": ("地区",),
        "name_en": ("英文名称",),
        "name_zh": ("中文名称", "节日名称"),
        "provisional": ("暂定", "待公布"),
    },
    "open_hours": {"weekday": ("星期", "周几"), "open": ("开始", "开始时间"), "close": ("结束", "结束时间")},
    "contact_reasons": {
        "reason": ("来电原因", "咨询原因"),
        "aht_s": ("平均处理时长",),
        "containment": ("自助分流率",),
    },
    "reason_mix": {
        "reason": ("来电原因", "咨询原因"),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
    },
    "training_classes": {
        "training_class": ("培训班", "培训班次", "新人批次"),
        "first_day": ("上岗日期", "首个上线日"),
        "heads": ("人数",),
    },
    "staffing_methods": {
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "method": ("测算方法", "计算方法"),
    },
    "ramps": {"week": ("上岗周数", "周次"), "proficiency": ("熟练度",)},
    "repeats": {"share": ("重复进线率", "再次来电率"), "within_h": ("时限小时",), "in_history": ("历史已含",)},
    "transfers": {
        "from_queue": ("转出队列",),
        "pool": ("转出资源池",),
        "to_queue": ("转入队列",),
        "share": ("转出比例", "未解决率"),
        "attempts": ("未解决次数",),
        "within_h": ("时限小时",),
        "in_history": ("历史已含",),
    },
    "chat_times": {"open_chats": ("同时会话数", "在聊会话数"), "aht_s": ("会话时长", "会话时长秒")},
    "callbacks": {
        "offered_above_wait_s": ("回拨触发等待秒数", "预计等待超过秒数"),
        "accept_share": ("回拨接受率", "接受率"),
        "within_h": ("回拨时限小时", "承诺回拨小时"),
        "keep_share": ("回拨兑现率", "回拨及时率"),
    },
    "outbound": {
        "campaign": ("外呼活动", "外呼任务"),
        "contacts": ("外呼名单量", "待呼人数"),
        "aht_s": ("接通处理时长", "平均处理时长"),
        "reach_share": ("接通率",),
        "start_date": ("开始日期", "起始日期"),
        "end_date": ("结束日期", "截止日期"),
        "calling_from": ("可外呼开始时间", "外呼开始"),
        "calling_until": ("可外呼结束时间", "外呼结束"),
        "reserve_agents": ("预留坐席数", "预留空闲坐席"),
    },
    "backlogs": {"contacts": ("积压量", "待处理量"), "oldest_h": ("最久等待小时", "最早一条已等小时")},
    "capacity_groups": {
        "attrition_month": ("月流失率", "月离职率"),
        "wage_month_cny": ("人均月成本", "月薪成本"),
        "overtime_most_h_month": ("每月加班上限小时", "月加班上限"),
        "overtime_factor": ("加班系数", "加班费倍数"),
        "backup_most_h_month": ("每月支援上限小时", "月支援上限"),
        "most_heads": ("编制上限", "人数上限"),
        "gap_cny_per_h": ("缺口小时代价", "每小时缺口代价"),
    },
    "hiring_classes": {
        "most_per_class": ("每班人数上限", "每期人数上限"),
        "most_classes_month": ("每月开班上限", "每月班数上限"),
        "recruit_d": ("招聘天数", "招聘周期"),
        "train_d": ("培训天数", "培训周期"),
        "pass_share": ("通过率", "结业率"),
        "cost_cny_per_head": ("人均招训成本", "每人招训成本"),
        "cost_cny_per_class": ("每班开班成本", "每期开班成本"),
    },
    "shrinkage": {"category": ("损耗类别", "损耗项"), "planned": ("计划内", "是否计划内")},
    "budget": {"month": ("月份",), "cost_cny": ("预算", "预算金额")},
    "partner_contracts": {
        "least_months": ("最短合同月数", "最短签约月数"),
        "lead_time_d": ("签约提前期", "到位提前期"),
        "cost_cny_per_h": ("合同小时单价", "小时单价"),
        "most_heads": ("最多签约人数", "人数上限"),
        "heads_now": ("在签人数", "当前签约人数"),
        "until": ("合同到期日", "现合同到期日"),
    },
    "event_echoes": {
        "kind": ("活动类型",),
        "echo_queue": ("回波队列", "后续队列"),
        "lag_d": ("滞后天数", "延后天数"),
    },
}


CALCULATOR: dict[str, tuple[str, ...]] = {
    "id": ("编号", "名称", "队列"),
    "model": ("模型",),
    "lambda_per_hour": ("每小时来电量", "每小时进线量", "每小时话务量", "calls per hour", "contacts per hour"),
    "aht_s": ("平均处理时长", "平均处理时长秒", "平均处理时间", "aht"),
    "patience_s": ("客户耐心时长", "耐心时长", "耐心秒", "patience"),
    "agents": ("坐席数", "座席数", "人数"),
    "target_s": ("目标秒数", "服务水平时限", "时限秒"),
    "target_sl": ("服务水平", "服务水平目标"),
    "max_asa_s": ("最大平均应答速度", "平均应答速度上限"),
    "max_occupancy": ("最大占用率", "占用率上限"),
    "max_abandon": ("最大放弃率", "放弃率上限"),
    "max_blocking": ("最大呼损率", "呼损率上限"),
    "shrinkage": ("损耗率", "缩减率", "shrinkage rate"),
    "series": ("序列", "时段序列"),
    "interval": ("时段序号",),
    "interval_s": ("时段秒数", "时段长度秒"),
    "deadline_s": ("时效秒数", "时效秒"),
    "concurrency": ("并发接待数", "并发数"),
}


def calculator_headers(headers: list[str]) -> dict[str, str]:
    """Headers of a calculator's file that mean one of its columns under another spelling -> the column.

    >>> calculator_headers(["编号", "Lambda_per_hour", "aht_s", "note"])
    {'编号': 'id', 'Lambda_per_hour': 'lambda_per_hour'}
    """
    known = {plain(word): column for column, words in CALCULATOR.items() for word in (column, *words)}
    found: dict[str, str] = {}
    for header in headers:
        column = known.get(plain(header))
        if column and column not in headers and column not in found.values():
            found[header] = column
    return found


def plain(header: str) -> str:
    """A header without case, blanks, underscores, brackets and full-width forms, so that spellings compare.

    >>> plain("Average Handle-Time（秒）")
    'averagehandletime秒'
    """
    return re.sub(r"[\s_\-./:()\[\]#*]+", "", unicodedata.normalize("NFKC", header)).lower()


def chinese_headers(table: pa.DataFrameSchema, column: str) -> tuple[str, ...]:
    """The Chinese headers a column of a settings table is known by; a word that another column of it owns is not one.

    >>> from data.contracts.settings import QUEUES
    >>> chinese_headers(QUEUES, "patience_s")
    ('客户耐心时长', '耐心时长')
    """
    own = CHINESE.get(str(table.name), {})
    words = dict.fromkeys((*own.get(column, ()), *CHINESE["*"].get(column, ())))
    known = known_headers(table)
    return tuple(word for word in words if known[plain(word)] == column)


def known_headers(table: pa.DataFrameSchema) -> dict[str, str]:
    """Plain header -> column of a settings table; a table's own words go before those of all tables."""
    own, shared = CHINESE.get(str(table.name), {}), CHINESE["*"]
    known: dict[str, str] = {}
    for words in (shared, own):
        for column in table.columns:
            for word in words.get(str(column), ()):
                known[plain(word)] = str(column)
    for column, about in table.columns.items():
        known[plain(str(about.title))] = str(column)
    return known | {plain(str(column)): str(column) for column in table.columns}
