"""Path A: a Base URL and a key that work as they are."""

import asyncio
import subprocess
import sys

import openai
import pytest

from tests.conversation.people import code_texts, copies_of, labels_of, order_id_of, reference_of, text_of
from tests.conversation.world import World

LANGUAGES = ("Python", "Node.js", "cURL", "Java", "Go")


async def test_base_url_and_key_are_copied_by_a_tap_and_by_a_button(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    delivery = await customer.sees("Here is your API key")
    key = await customer.sees_key()
    for texts in (code_texts(delivery), copies_of(delivery)):
        assert {world.base_url, key} <= set(texts)
    assert order_id_of(delivery) == order_id_of(payment)
    assert set(LANGUAGES) <= set(labels_of(delivery))


async def test_in_chinese_the_delivery_has_the_same_values(world: World) -> None:
    customer = await world.customer("zh-hans")
    payment = await world.orders(customer, method="支付宝")
    await world.pay(payment)
    delivery = await customer.sees("API Key 已到手")
    key = await customer.sees_key()
    assert {world.base_url, key} <= set(code_texts(delivery))
    assert {world.base_url, key} <= set(copies_of(delivery))
    assert [key.removeprefix("sk-")] == await world.live_keys(payment)


async def test_the_key_lists_the_models_at_the_base_url(world: World) -> None:
    customer = await world.customer()
    await world.sells(customer)
    assert "deepseek-chat" in await world.models_for(await customer.sees_key())


async def test_the_key_works_in_the_openai_package(world: World) -> None:
    customer = await world.customer()
    await world.sells(customer)
    async with openai.AsyncOpenAI(api_key=await customer.sees_key(), base_url=world.base_url) as client:
        answer = await client.chat.completions.create(
            model="deepseek-chat", messages=[{"role": "user", "content": "Hello!"}]
        )
    assert answer.choices[0].message.content


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_sample_is_filled_in_with_the_customers_own_values(world: World, language: str) -> None:
    customer = await world.customer()
    await world.sells(customer)
    key = await customer.sees_key()
    await customer.tap(language)
    sample = await customer.sees(f"Your first call · {language}")
    program = code_texts(sample, "pre")[-1]
    assert key in program
    assert world.base_url in program
    assert "deepseek-chat" in program


async def test_the_python_sample_runs_as_it_is_pasted(world: World) -> None:
    customer = await world.customer()
    await world.sells(customer)
    await customer.tap("Python")
    program = code_texts(await customer.sees("Your first call · Python"), "pre")[-1]
    file = world.directory / "first_call.py"
    file.write_text(program)
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()


async def test_the_curl_sample_runs_as_it_is_pasted(world: World) -> None:
    customer = await world.customer()
    await world.sells(customer)
    await customer.tap("cURL")
    program = code_texts(await customer.sees("Your first call · cURL"), "pre")[-1]
    try:
        run = await asyncio.to_thread(
            subprocess.run,
            ["sh", "-c", program],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("there is no shell on this machine")
    if run.returncode == 127:
        pytest.skip("there is no curl on this machine")
    assert '"choices"' in run.stdout


async def test_the_samples_do_not_push_the_key_out_of_the_chat(world: World) -> None:
    customer = await world.customer()
    await world.sells(customer)
    delivery = await customer.sees("Here is your API key")
    await customer.tap("Go", on=delivery)
    sample = await customer.sees("Your first call · Go")
    assert sample["message_id"] != delivery["message_id"]
    await customer.tap("Java", on=sample)
    await customer.sees("Your first call · Java")
    assert delivery in await customer.messages()


async def test_the_key_is_shown_again_and_is_the_same_always(world: World) -> None:
    customer = await world.customer()
    payment = await world.sells(customer)
    key = await customer.sees_key()
    await customer.tap("Show my key", on=payment)
    await customer.sees_that(
        "the delivery once more",
        lambda messages: sum(key in code_texts(message) for message in messages) == 2,
    )
    for typed in (reference_of(payment), order_id_of(payment)):
        await customer.asks(f"/order {typed}")
        shown = await customer.sees_button("Show my key")
        await customer.tap("Show my key", on=shown)
    await customer.sees_that(
        "the delivery four times",
        lambda messages: sum(key in code_texts(message) for message in messages) == 4,
    )
    assert [key.removeprefix("sk-")] == await world.live_keys(payment)


async def test_the_guide_shows_a_sample_with_a_placeholder_to_who_has_bought_nothing(world: World) -> None:
    customer = await world.customer()
    await customer.send("/guide")
    for _ in range(3):
        await customer.tap("Next")
    await customer.tap("Python")
    sample = await customer.sees("Your first call · Python")
    assert "sk-<your-key>" in text_of(sample)
    assert world.base_url in text_of(sample)
