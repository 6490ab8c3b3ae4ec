"""Who asks for a person, a language or a cancelled order gets it; who asks a question about them does not."""

import time

import pytest

from assistant.buying import package_wanted
from assistant.intents import calls_for_a_person, is_meant
from handlers.support import reason_in


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a HUMAN!",
        "can i speak to a real person",
        "human",
        "human please",
        "a person please",
        "agent",
        "operator!",
        "can I talk to a person?",
        "能转人工吗",
        "转人工",
        "人工",
        "客服",
        "客服呢",
        "我要人工客服",
        "有沒有真人客服",
        "怎么联系客服",
        "叫客服来",
        "我要跟真人客服聊",
        "我想跟真人说话",
        "机器人没用，给我接真人",
        "contact customer support",
        "can i chat with an agent",
        "let me talk to someone",
        "i need a human",
        "i'd rather talk with a human",
        "put me through to a human",
        "是否有真人",
        "人工服务",
        "要人工，不要机器人",
        "i dont want a bot, i want a human",
        "customer service",
        "is there a real person",
        "live agent",
        "real person",
        "connect me to an agent please",
        "找人",
        "为什么不能转人工",
        "给我转人工!!!",
        "representative",
        "talk to someone",
        "i need to speak to a representative about my order",
        "客服在吗",
    ],
)
def test_who_wants_a_person_gets_one(text: str) -> None:
    assert calls_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "人工智能",
        "你们有人工智能模型吗",
        "真人照片生成",
        "转人民币多少",
        "人工费",
        "does it support agent frameworks",
        "is there human eval benchmark",
        "is the operator new-api",
        "i don't want to talk to a human",
        "不要人工",
        "不用转人工",
        "i want to build an agent",
        "human-like model",
        "i want a human-like voice",
        "agent sdk",
        "怎么和人工智能聊天",
        "找人工智能模型",
        "what is an ai agent",
        "do you have agents",
        "人工审核多久",
        "有人用过吗",
        "要人工标注的数据",
        "operator new-api",
        "talk to my agent",
        "human rights essay",
        "是真人吗",
        "谢谢客服",
    ],
)
def test_who_only_speaks_of_people_calls_nobody(text: str) -> None:
    assert not calls_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "chinese",
        "中文",
        "Chinese please",
        "speak chinese",
        "can you speak chinese",
        "switch the language to chinese",
        "说中文可以吗",
        "能用中文吗",
        "換成中文吧",
        "还是用中文聊吧",
        "看不懂英文",
        "这些英文我看不懂，还是中文比较习惯",
    ],
)
def test_who_asks_for_a_language_gets_it(text: str) -> None:
    assert is_meant("chinese", text)


@pytest.mark.parametrize(
    "text",
    [
        "does the model speak chinese",
        "english to chinese translation with deepseek",
        "do models speak english",
        "translate this to english",
        "中文文档",
        "english documentation",
        "英文怎么说",
        "能用中文提问吗",
        "模型能说中文吗",
        "支持中文吗",
        "can i use chinese in my prompts",
        "我不想用英文",
        "i dont want english",
        "do you have a chinese friend",
    ],
)
def test_who_only_speaks_of_a_language_keeps_the_own(text: str) -> None:
    assert not is_meant("chinese", text)
    assert not is_meant("english", text)


def test_another_language_than_that_of_the_shop_is_no_choice_of_language() -> None:
    assert is_meant("language", "change my language")
    assert not is_meant("language", "change my key language to python")


@pytest.mark.parametrize(
    "text",
    [
        "cancel",
        "cancel it",
        "please cancel my order",
        "how can i cancel the unpaid order",
        "cancel the payment",
        "取消",
        "帮我取消",
        "取消訂單",
        "怎么取消订单",
        "取消掉吧",
    ],
)
def test_who_wants_an_order_cancelled_is_asked_which(text: str) -> None:
    assert is_meant("cancel", text)


@pytest.mark.parametrize(
    "text",
    [
        "how to cancel a request",
        "cancel my subscription",
        "how do i cancel a running stream",
        "怎么取消请求",
        "取消订阅",
        "取消自动续费",
    ],
)
def test_what_is_cancelled_elsewhere_is_no_order(text: str) -> None:
    assert not is_meant("cancel", text)


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "unsubscribe",
        "stop reminding me",
        "no more reminders please",
        "turn off notifications",
        "退订",
        "别再提醒我",
        "不要催了",
        "關閉提醒",
    ],
)
def test_who_wants_no_more_reminders_gets_none(text: str) -> None:
    assert is_meant("stop_reminders", text)


@pytest.mark.parametrize(
    "text",
    [
        "do you send notifications",
        "remind me tomorrow",
        "stop sequences",
        "stop my key",
        "turn off logging",
        "提醒我付款",
        "你们会提醒我吗",
        "停止生成",
    ],
)
def test_who_only_speaks_of_reminders_or_of_stopping_keeps_them(text: str) -> None:
    assert not is_meant("stop_reminders", text)


@pytest.mark.parametrize(
    "text",
    ["write a complaint letter", "fraud detection api", "写一个投诉信", "build a customer service bot"],
)
def test_what_is_made_with_our_models_is_no_complaint_and_calls_nobody(text: str) -> None:
    assert reason_in(text) is None
    assert not is_meant("escalate", text)
    assert not is_meant("person", text)


@pytest.mark.parametrize(
    "text",
    [
        "想" * 4000,
        "想要联系到" * 800,
        "want to " * 500,
        "want " * 800 + "x",
        "要 " * 2000,
        "取消" * 2000 + "x",
    ],
)
def test_nobody_keeps_the_shop_busy_with_one_text(text: str) -> None:
    begun = time.thread_time()
    for act in ("person", "chinese", "language", "cancel", "stop_reminders"):
        is_meant(act, f"人工的 {text} human x")
    package_wanted(text, [])
    assert time.thread_time() - begun < 1.0
