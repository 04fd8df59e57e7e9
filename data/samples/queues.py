"""The queues of the sample centres as rows: how much comes, how long it takes, what is promised and who serves it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class QueueTruth:
    """One queue. `level`: contacts on a usual day at `as_of`; `growth` and `aht_drift`: change per year, straight.

    `wave` and `amplitude`: how it answers a sale (data.samples.happenings); `served_by`: group:priority, with ~ where
    the group is slower than on its daily work. Own people keep their first places for the small lanes that partners may
    not serve; mass queues go to seats first where those are on duty.
    """

    queue: str
    title_en: str
    title_zh: str
    channel: str
    level: float
    growth: float
    aht_s: float
    aht_drift: float
    wave: str
    amplitude: float
    served_by: str
    shape: str = "shop"
    week: str = "shop"
    service_level: float = 0.8
    target_s: float = 20.0
    sl_definition: str = "answered_of_offered"
    max_asa_s: float | None = None
    max_occupancy: float | None = None
    max_abandon: float | None = None
    patience_s: float | None = None
    concurrency: int = 1
    concurrency_factor: float = 1.0
    deadline_h: float | None = None
    priority: int = 3
    abandoned: float = 0.0
    open_hours: tuple[int, int] | None = None


@dataclass(frozen=True)
class Template:
    """A sample centre: its titles and its queues."""

    name: str
    title_en: str
    title_zh: str
    queues: tuple[QueueTruth, ...]


def _chat(queue: str, title_en: str, title_zh: str, level: float, aht_s: float, **more: object) -> QueueTruth:
    usual = QueueTruth(
        queue, title_en, title_zh, "chat", level, 0.14, aht_s, 0.01, "rush", 4.0, "",
        target_s=45, max_occupancy=0.9, max_abandon=0.08, patience_s=180, concurrency=3, concurrency_factor=2.5,
        abandoned=0.045,
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


def _voice(queue: str, title_en: str, title_zh: str, level: float, aht_s: float, **more: object) -> QueueTruth:
    usual = QueueTruth(
        queue, title_en, title_zh, "voice", level, 0.06, aht_s, 0.03, "after", 1.0, "", "phone", "phone",
        max_asa_s=30, max_occupancy=0.88, max_abandon=0.08, patience_s=90, abandoned=0.04,
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


def _message(queue: str, title_en: str, title_zh: str, level: float, aht_s: float, **more: object) -> QueueTruth:
    usual = QueueTruth(
        queue, title_en, title_zh, "message", level, 0.2, aht_s, 0.0, "written", 1.0, "", "message",
        service_level=0.95, target_s=4 * 3600, deadline_h=4, max_occupancy=0.95, priority=4,
    )  # fmt: skip
    return replace(usual, **more)  # type: ignore[arg-type]


_CHAT_SEATS = "pa-chat:1 pb-chat:1 px-chat:1"
_VOICE_SEATS = "pa-voice:1 pb-voice:1"

SHOP_QUEUES: tuple[QueueTruth, ...] = (
    _chat("presale_chat", "Pre-sale chat", "售前在线", 3000, 600, priority=2,
          served_by=f"chat-sh:1 chat-cd:2 {_CHAT_SEATS} trainees:1 other-dept:1"),
    _chat("aftersale_chat", "After-sale chat", "售后在线", 2200, 660, wave="after", amplitude=1.0,
           target_s=60, growth=0.12,
          served_by="chat-cd:1 chat-sh:2 pa-chat:2 pb-chat:2 px-chat:2 other-dept:2"),
    _voice("order_logistics_voice", "Orders and logistics, phone", "订单物流热线", 1500, 210, wave="order",
           patience_s=75, abandoned=0.05,
           served_by=f"voice-sh:2 voice-cd:5 care-cd:4~ {_VOICE_SEATS} trainees:2 other-dept:3"),
    _voice("aftersale_voice", "After-sale, phone", "售后热线", 700, 420, patience_s=110,
           served_by="voice-cd:4 voice-sh:4~ vip-sh:4~ pa-voice:3 pb-voice:3"),
    _voice("complaint_voice", "Complaints, phone", "投诉热线", 110, 600, target_s=30, patience_s=150,
           priority=2, growth=0.02,
           served_by="vip-sh:2 voice-cd:3~"),
    _voice("vip_voice", "VIP, phone", "VIP专线", 260, 300, wave="rush", amplitude=1.6, service_level=0.9, target_s=10,
           max_asa_s=15, max_abandon=0.03, patience_s=120, max_occupancy=0.8, abandoned=0.015, priority=1, growth=0.1,
           served_by="vip-sh:1 voice-sh:1~ voice-cd:1~"),
    _voice("elderly_voice", "Elderly lane, phone", "长者专线", 160, 330, wave="care", shape="early", service_level=0.85,
           target_s=15, patience_s=120, priority=1, growth=0.15, served_by="care-cd:1 vip-sh:3~ voice-cd:2~"),
    _voice("app_voice", "Calls from the app", "APP来电", 500, 240, wave="rush", amplitude=3.0,
           shape="shop", week="shop",
           growth=0.12, served_by="voice-sh:3 voice-cd:6~ pa-voice:2 pb-voice:2 other-dept:4"),
    _chat("deaf_text", "Text lane for deaf customers", "听障文字专线", 60, 540, channel="text",
           wave="care", amplitude=1.0,
          target_s=60, concurrency=2, concurrency_factor=1.7, abandoned=0.03, patience_s=240, priority=1, growth=0.1,
          served_by="care-cd:2 written-cd:1~"),
    _message("wechat", "WeChat messages", "微信消息", 1500, 120,
           served_by="written-sh:1 written-cd:4~ care-cd:3~ pa-written:1"),
    _message("douyin", "Douyin messages", "抖音私信", 1100, 120, wave="rush", amplitude=3.2, growth=0.3,
             served_by="written-sh:2 written-cd:5~ pa-written:2"),
    _message("sms", "SMS", "短信", 400, 90, growth=-0.1, served_by="written-cd:2 written-sh:3~ pa-written:3"),
    _message("email", "E-mail", "邮件", 250, 360, channel="email", shape="phone", week="phone",
           growth=-0.05, deadline_h=24,
             target_s=24 * 3600, priority=5, served_by="written-cd:3 written-sh:4~ pa-written:4"),
)  # fmt: skip

_MORE_QUEUES: tuple[QueueTruth, ...] = (
    _voice("video_call", "Video calls", "视频客服", 90, 420, target_s=30, open_hours=(9, 21), growth=0.25,
           served_by="vip-sh:5~ voice-sh:5~"),
    _voice("ivr_callback", "IVR call-back", "IVR回呼", 220, 270, wave="order", service_level=0.9,
           target_s=3600, deadline_h=1,
           patience_s=None, max_asa_s=None, max_abandon=None, abandoned=0.0, max_occupancy=0.95, priority=4,
           served_by="voice-sh:6~ voice-cd:7~ pa-voice:4 pb-voice:4"),
    _chat("app_chat", "App chat", "APP在线", 700, 560, amplitude=3.4,
           served_by=f"chat-sh:3~ chat-cd:3~ {_CHAT_SEATS} other-dept:5"),
    _chat("livestream_chat", "Live-stream chat", "直播间在线", 420, 300, amplitude=4.4, shape="message", growth=0.35,
          served_by="chat-sh:4~ pa-chat:3 pb-chat:3"),
    _chat("qq_chat", "QQ chat", "QQ在线", 180, 540, amplitude=1.5, growth=-0.12,
           served_by="chat-cd:4~ pb-chat:4 trainees:3"),
    _chat("mini_program_chat", "Mini-program chat", "小程序在线", 520, 500, amplitude=3.2, growth=0.22,
          served_by="chat-cd:5~ chat-sh:5~ pa-chat:4 pb-chat:5"),
    _message("weibo", "Weibo messages", "微博私信", 210, 140, deadline_h=2, target_s=2 * 3600, growth=-0.03,
             served_by="written-sh:5~ written-cd:5~ pa-written:5"),
    _message("xiaohongshu", "Xiaohongshu messages", "小红书私信", 380, 130, wave="rush", amplitude=2.6, growth=0.4,
             served_by="written-sh:6~ written-cd:7~ pa-written:6"),
)  # fmt: skip

_TWENTY = tuple(replace(q, level=q.level * 0.75) for q in SHOP_QUEUES if q.queue != "complaint_voice") + _MORE_QUEUES

TEMPLATES: dict[str, Template] = {
    "shop": Template("shop", "Online shop", "网上商城", SHOP_QUEUES),
    "shop20": Template("shop20", "Online shop with 20 channels", "网上商城（二十渠道）", _TWENTY),
}
