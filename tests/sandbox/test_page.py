"""The three phones in a real browser, against the real sandbox; the bot's side is played by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, Update

from bot.sandbox.clock import FileClock
from bot.sandbox.images import drawn_png
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World

CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    "no-sandbox",
    "disable-gpu",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
)
TOKEN = "12345:for-the-page-tests"
ANA, MARC, CLINIC = 101, 102, 103
SMALL_DESK = ViewportSize(width=1280, height=800)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium is found on this system"),
]


@dataclass(frozen=True)
class Demo:
    """A page with its world, and a bot that does only what the test says."""

    page: Page
    world: World
    bot: Bot
    url: str

    def phone(self, role: str) -> Locator:
        """Return one person's phone."""
        return self.page.locator(f'[data-phone="{role}"]')

    async def ask(self, user_id: int, text: str, *rows: tuple[str, ...]) -> int:
        """Send a question as the bot; each button carries its own label as data."""
        keyboard = [[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows]
        markup = InlineKeyboardMarkup(keyboard) if rows else None
        return (await self.bot.send_message(user_id, text, parse_mode="HTML", reply_markup=markup)).message_id

    async def next_update(self) -> Update:
        """Return the next thing a person did, and confirm it."""
        update = (await self.bot.get_updates(timeout=5, limit=1))[0]
        await self.bot.get_updates(offset=update.update_id + 1, timeout=0)
        return update


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = [f"--{argument}" for argument in ARGUMENTS]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM or "", args=arguments)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def demo(browser: Browser, tmp_path: Path) -> AsyncIterator[Demo]:
    """A page that has met its three people; it fails the test if it complains or calls anywhere else."""
    world = World(FileClock(tmp_path / "clock"))
    world.create_bot(TOKEN, "strideback_bot", "Strideback")
    for user_id, name in ((ANA, "Ana Ruiz"), (MARC, "Marc Keller"), (CLINIC, "Riverside Clinic")):
        world.create_user(name, user_id=user_id)
    complaints: list[str] = []
    async with Sandbox(world) as sandbox:
        page = await browser.new_page(viewport=SMALL_DESK, locale="en-GB", timezone_id="Europe/Madrid")
        page.on("console", lambda said: complaints.extend([said.text] if said.type == "error" else []))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: complaints.extend([] if asked.url.startswith(sandbox.url) else [asked.url]),
        )
        await page.goto(f"{sandbox.url}/")
        await expect(page.locator('[data-phone="clinic"] .name')).to_have_text("Riverside Clinic")
        async with Bot(TOKEN, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url) as bot:
            yield Demo(page, world, bot, sandbox.url)
        await page.close()
    assert complaints == []


async def started(demo: Demo, *user_ids: int) -> None:
    for user_id in user_ids:
        demo.world.say(user_id, "/start")
        await demo.next_update()


async def test_each_phone_belongs_to_its_person(demo: Demo) -> None:
    """The first person is the patient, the second the physio, the third the clinic."""
    for role, name in (("Patient", "Ana Ruiz"), ("Physio", "Marc Keller"), ("Clinic", "Riverside Clinic")):
        phone = demo.phone(role.lower())

        await expect(phone.locator(".role")).to_have_text(role)
        await expect(phone.locator(".name")).to_have_text(name)
        await expect(phone.locator(".bot")).to_have_text("Strideback")


async def test_start_reaches_the_bot_and_its_answer_the_phone(demo: Demo) -> None:
    await demo.phone("patient").locator(".start").click()
    update = await demo.next_update()

    assert update.message is not None
    assert update.message.text == "/start"
    message_id = await demo.ask(ANA, "Hello <b>Ana</b>,\nhow are you?")
    bubble = demo.phone("patient").locator(f'[data-message-id="{message_id}"]')
    await expect(bubble.locator("b")).to_have_text("Ana")
    await expect(bubble.locator(".words")).to_have_text("Hello Ana,\nhow are you?", use_inner_text=True)


async def test_a_scale_keeps_its_rows_and_every_number_is_equally_wide(demo: Demo) -> None:
    """Eleven numbers come in two rows, each of them wide and high enough for a thumb."""
    await started(demo, ANA)
    numbers = tuple(str(number) for number in range(11))
    message_id = await demo.ask(ANA, "How much did it hurt?", numbers[:6], numbers[6:])
    rows = demo.phone("patient").locator(f'[data-message-id="{message_id}"] .keys')

    await expect(rows).to_have_count(2)
    assert await rows.nth(0).locator("button").all_inner_texts() == list(numbers[:6])
    boxes = [await button.bounding_box() for button in await rows.locator("button").all()]
    assert len({round(box["width"]) for box in boxes if box}) == 1
    assert all(box and box["width"] >= 40 and box["height"] >= 44 for box in boxes)


async def test_a_tap_is_pending_until_the_bot_answers(demo: Demo) -> None:
    await started(demo, ANA)
    await demo.ask(ANA, "How was your gait?", ("Normal", "Changed"))
    button = demo.phone("patient").locator('[data-callback="Changed"]')
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")

    query = (await demo.next_update()).callback_query
    assert query is not None
    assert query.data == "Changed"
    await demo.bot.answer_callback_query(query.id, "Noted.")
    await expect(demo.phone("patient").locator(".toast")).to_have_text("Noted.")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_a_double_tap_is_one_tap(demo: Demo) -> None:
    await started(demo, ANA)
    await demo.ask(ANA, "How was your gait?", ("Normal", "Changed"))
    await demo.phone("patient").locator('[data-callback="Normal"]').dblclick()
    query = (await demo.next_update()).callback_query
    assert query is not None
    await demo.bot.answer_callback_query(query.id, "Noted.")
    await expect(demo.phone("patient").locator(".toast")).to_have_text("Noted.")

    assert await demo.bot.get_updates(timeout=0) == ()


async def test_one_sees_that_the_bot_is_typing(demo: Demo) -> None:
    await started(demo, ANA)
    await demo.bot.send_chat_action(ANA, "typing")
    await expect(demo.phone("patient").locator(".status")).to_have_text("typing…")
    await demo.ask(ANA, "Here I am.")

    await expect(demo.phone("patient").locator(".status")).to_have_text("bot")


async def test_a_changed_message_ends_the_wait_too(demo: Demo) -> None:
    await started(demo, ANA)
    message_id = await demo.ask(ANA, "How was your gait?", ("Normal", "Changed"))
    await demo.phone("patient").locator('[data-callback="Normal"]').click()
    await demo.next_update()
    await demo.bot.edit_message_text("Gait: normal", ANA, message_id)
    bubble = demo.phone("patient").locator(f'[data-message-id="{message_id}"]')

    await expect(bubble.locator(".words")).to_have_text("Gait: normal")
    await expect(bubble.locator(".edited")).to_be_visible()
    await expect(bubble.locator("button")).to_have_count(0)


async def test_an_alert_has_to_be_confirmed(demo: Demo) -> None:
    """Nothing else on that phone can be touched until then; the other phones are free."""
    await started(demo, ANA)
    await demo.ask(ANA, "Anything else?", ("Chest pain",))
    await demo.phone("patient").locator('[data-callback="Chest pain"]').click()
    query = (await demo.next_update()).callback_query
    assert query is not None
    await demo.bot.answer_callback_query(query.id, "Stop running now.", show_alert=True)
    alert = demo.phone("patient").locator(".alert")

    await expect(alert).to_contain_text("Stop running now.")
    await expect(demo.phone("patient").locator(".composer")).to_have_attribute("inert", "")
    await alert.get_by_role("button").click()
    await expect(alert).to_be_hidden()
    await expect(demo.phone("patient").locator(".composer")).not_to_have_attribute("inert", "")


async def test_enter_sends_and_the_author_can_correct(demo: Demo) -> None:
    phone = demo.phone("patient")
    await phone.get_by_role("textbox").fill("I ran 10 <b>minutes</b>")
    await phone.get_by_role("textbox").press("Enter")
    sent = (await demo.next_update()).message
    assert sent is not None
    assert sent.text == "I ran 10 <b>minutes</b>"

    await phone.locator(f'[data-message-id="{sent.message_id}"] .words').dblclick()
    await expect(phone.get_by_role("textbox")).to_have_value("I ran 10 <b>minutes</b>")
    await phone.get_by_role("textbox").fill("I ran 12 minutes")
    await phone.get_by_role("textbox").press("Enter")
    corrected = (await demo.next_update()).edited_message

    assert corrected is not None
    assert corrected.text == "I ran 12 minutes"
    await expect(phone.locator(f'[data-message-id="{sent.message_id}"] .edited')).to_be_visible()


async def test_commands_are_offered_and_sent(demo: Demo) -> None:
    await demo.bot.set_my_commands([("plan", "Your plan")])
    await started(demo, MARC)
    await demo.phone("physio").locator(".commands summary").click()
    await demo.phone("physio").locator('.commands [data-command="/plan"]').click()
    update = await demo.next_update()

    assert update.message is not None
    assert update.message.text == "/plan"
    assert update.message.chat_id == MARC


async def test_unexpected_things_reach_the_bot(demo: Demo) -> None:
    for kind in ("sticker", "photo", "voice", "location"):
        await demo.phone("patient").locator(".odd summary").click()
        await demo.phone("patient").locator(f'[data-odd="{kind}"]').click()
        update = await demo.next_update()

        assert update.message is not None
        assert getattr(update.message, kind)
        await expect(demo.phone("patient").locator(f'[data-kind="{kind}"]')).to_be_visible()


async def test_forwarded_and_very_long_texts_reach_the_bot(demo: Demo) -> None:
    phone = demo.phone("patient")
    await phone.locator(".odd summary").click()
    await phone.locator('[data-odd="forwarded"]').click()
    forwarded = (await demo.next_update()).message
    await phone.locator(".odd summary").click()
    await phone.locator('[data-odd="long"]').click()
    long = (await demo.next_update()).message

    assert forwarded is not None
    assert forwarded.forward_origin is not None
    assert long is not None
    assert len(long.text or "") > 3000


async def test_who_blocks_the_bot_can_only_unblock_it(demo: Demo) -> None:
    phone = demo.phone("patient")
    await started(demo, ANA)
    await phone.locator(".odd summary").click()
    await phone.locator('[data-odd="block"]').click()
    await expect(phone.locator(".composer")).to_be_hidden()
    assert demo.world.users[ANA].blocked

    await phone.locator(".unblock").click()
    await expect(phone.locator(".composer")).to_be_visible()
    assert not demo.world.users[ANA].blocked


async def test_an_invitation_opens_on_the_phone_one_chooses(demo: Demo) -> None:
    """A link to this bot never leaves the demo."""
    await started(demo, CLINIC)
    await demo.ask(CLINIC, "Send this: https://t.me/strideback_bot?start=abc_123")
    await demo.phone("clinic").get_by_role("link").click()
    await demo.page.locator("#invitation").get_by_role("button", name="Patient · Ana Ruiz").click()
    update = await demo.next_update()

    assert update.message is not None
    assert update.message.chat_id == ANA
    assert update.message.text == "/start abc_123"


async def test_pictures_and_documents_are_shown(demo: Demo) -> None:
    await started(demo, MARC)
    await demo.bot.send_document(MARC, b"Walk, then run.", filename="plan.txt", caption="Your plan")
    demo.world.send(MARC, "photo")
    phone = demo.phone("physio")

    await expect(phone.locator('[data-kind="document"] a')).to_be_visible()
    await expect(phone.locator('[data-kind="document"] .words')).to_have_text("Your plan")
    await expect(phone.locator('[data-kind="photo"] img')).to_have_js_property("naturalWidth", 90)


async def test_the_clock_skips_only_when_something_is_due(demo: Demo) -> None:
    skip = demo.page.locator("#next")
    await expect(skip).to_be_disabled()
    due = demo.world.clock.now() + timedelta(hours=23)
    demo.world.next_due = lambda: due if demo.world.clock.now() < due else None
    await demo.page.reload()

    await expect(skip).to_be_enabled()
    await skip.click()
    await expect(skip).to_be_disabled()
    assert timedelta() <= demo.world.clock.now() - due < timedelta(seconds=30)


async def test_the_clock_moves_by_the_hour(demo: Demo) -> None:
    before = demo.world.clock.now()
    shown = await demo.page.locator("#clock").inner_text()
    await demo.page.locator('[data-shift="43200"]').click()

    await expect(demo.page.locator("#clock")).not_to_have_text(shown)
    assert demo.world.clock.now() - before >= timedelta(hours=12)


async def test_the_language_changes_for_the_page_and_its_people(demo: Demo) -> None:
    await demo.page.locator('[data-language="es"]').click()

    await expect(demo.phone("patient").locator(".role")).to_have_text("Paciente")
    await expect(demo.phone("physio").get_by_role("textbox")).to_have_attribute("placeholder", "Escribe un mensaje")
    await expect(demo.page.locator("html")).to_have_attribute("lang", "es")
    await expect(demo.page.locator('[data-language="es"]')).to_have_attribute("aria-pressed", "true")
    await demo.page.reload()
    await expect(demo.phone("clinic").locator(".role")).to_have_text("Clínica")
    assert {user.language for user in demo.world.users.values()} == {"es"}


async def test_both_languages_have_every_word(demo: Demo) -> None:
    words = "import('/static/words.js').then(({languages}) => Object.values(languages).map(Object.keys))"
    english, spanish = await demo.page.evaluate(words)

    assert sorted(english) == sorted(spanish)


async def test_markup_that_is_not_on_the_list_never_reaches_the_page(demo: Demo) -> None:
    """Even if the server let something through, only harmless tags and addresses remain."""
    harmful = (
        "<script>alert(1)</script><iframe src=x></iframe><form><input></form>"
        '<b class="x" id="x">bold</b> <a href="javascript:alert(1)">no</a> <a href="tg://user?id=1">yes</a>'
    )
    script = (
        "html => import('/static/dom.js').then(({safe}) => {"
        "const box = document.createElement('div'); box.append(safe(html)); return box.innerHTML})"
    )
    kept = await demo.page.evaluate(script, harmful)

    link = '<a href="tg://user?id=1" target="_blank" rel="noopener noreferrer">yes</a>'
    assert kept == f"<b>bold</b> no {link}"


async def test_who_reads_further_up_is_not_pulled_down(demo: Demo) -> None:
    await started(demo, ANA)
    for number in range(30):
        await demo.ask(ANA, f"Message {number}")
    phone = demo.phone("patient")
    await expect(phone.get_by_text("Message 29")).to_be_in_viewport()
    await phone.locator(".scroll").evaluate("list => { list.scrollTop = 0 }")
    await expect(phone.locator(".newest")).to_be_visible()
    await demo.ask(ANA, "One more")
    await expect(phone.get_by_text("One more")).to_be_attached()

    assert await phone.locator(".scroll").evaluate("list => list.scrollTop") == 0
    await phone.locator(".newest").click()
    await expect(phone.get_by_text("One more")).to_be_in_viewport()


async def test_a_bot_that_is_down_is_told(demo: Demo) -> None:
    """The note is there only while the bot is not running."""
    note = demo.page.locator("#health")
    await expect(note).to_be_hidden()
    demo.world.bot_running = lambda: False
    demo.world.touch(ANA)
    await expect(note).to_have_text("The bot is restarting. Nothing is lost.")
    demo.world.bot_running = lambda: True
    demo.world.touch(ANA)

    await expect(note).to_be_hidden()


async def test_three_phones_fit_on_a_desk(demo: Demo) -> None:
    for width, height in ((1280, 800), (1920, 1080)):
        await demo.page.set_viewport_size({"width": width, "height": height})

        for role in ("patient", "physio", "clinic"):
            await expect(demo.phone(role).locator(".device")).to_be_in_viewport(ratio=1)
        assert await demo.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [390, 360, 320])
async def test_nothing_is_cut_off_on_a_narrow_screen(demo: Demo, width: int) -> None:
    await started(demo, ANA, MARC)
    await demo.page.set_viewport_size({"width": width, "height": 740})

    assert await demo.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in (demo.phone("patient").locator(".send"), demo.page.locator(".skips button").last):
        await expect(part).to_be_in_viewport(ratio=1)


async def test_a_narrow_screen_shows_one_phone_and_counts_the_rest(demo: Demo) -> None:
    await started(demo, ANA, MARC)
    await demo.page.set_viewport_size({"width": 390, "height": 844})
    await expect(demo.phone("patient")).to_be_visible()
    await expect(demo.phone("physio")).to_be_hidden()
    await demo.ask(MARC, "An alert")
    tab = demo.page.locator(".tabs").get_by_role("button", name="Physio")

    await expect(tab).to_have_attribute("data-unread", "1")
    await tab.click()
    await expect(demo.phone("physio").get_by_text("An alert")).to_be_in_viewport()
    await expect(demo.phone("patient")).to_be_hidden()
    assert await demo.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_what_a_message_answers_stands_above_it_and_a_tap_goes_there(demo: Demo) -> None:
    await started(demo, MARC)
    card = await demo.ask(MARC, "<b>Alert 4</b>\nThe joint is swollen.", ("I take it",))
    for number in range(12):
        await demo.ask(MARC, f"Something else\nin several lines\n{number}")
    parameters = ReplyParameters(card, allow_sending_without_reply=True)
    await demo.bot.send_message(MARC, "Nobody has taken it yet.", reply_parameters=parameters)
    phone = demo.phone("physio")
    quote = phone.locator(".quote")

    await expect(quote).to_have_text("StridebackAlert 4")
    await expect(phone.locator(f'[data-message-id="{card}"]')).not_to_be_in_viewport()
    await quote.click()
    await expect(phone.locator(f'[data-message-id="{card}"]')).to_be_in_viewport()


async def test_a_picture_carries_its_caption_and_its_buttons(demo: Demo) -> None:
    await started(demo, MARC)
    taken = InlineKeyboardMarkup([[InlineKeyboardButton("I take it", callback_data="k|1")]])
    picture = drawn_png(600, 900)
    sent = await demo.bot.send_photo(
        MARC, picture, caption="<b>Alert</b> of Ana", parse_mode="HTML", reply_markup=taken
    )
    item = demo.phone("physio").locator(f'[data-message-id="{sent.message_id}"]')

    await expect(item.locator("img")).to_have_js_property("naturalWidth", 600)
    await expect(item.locator(".words")).to_have_text("Alert of Ana")
    await expect(item.get_by_role("button", name="I take it")).to_be_in_viewport()


async def test_a_document_says_its_name_and_size(demo: Demo) -> None:
    await started(demo, CLINIC)
    await demo.bot.send_document(CLINIC, b"a,b\n" * 1000, filename="figures.csv")
    chip = demo.phone("clinic").locator(".file")

    await expect(chip).to_have_text("figures.csv4 kB")
    assert await chip.get_attribute("download") == "figures.csv"


async def test_what_is_written_goes_with_a_photo_as_its_caption(demo: Demo) -> None:
    phone = demo.phone("patient")
    await phone.get_by_role("textbox").fill("My heel today")
    await phone.locator(".odd summary").click()
    await phone.locator('[data-odd="photo"]').click()
    sent = (await demo.next_update()).message

    assert sent is not None
    assert sent.photo
    assert sent.caption == "My heel today"
    await expect(phone.get_by_role("textbox")).to_have_value("")


async def test_a_keyboard_of_ten_rows_can_be_used_to_its_last_key(demo: Demo) -> None:
    await started(demo, MARC)
    await demo.ask(MARC, "Your patients", *((f"Patient number {number}",) for number in range(10)))
    last = demo.phone("physio").locator('[data-callback="Patient number 9"]')

    await expect(last).to_be_in_viewport(ratio=1)
    box = await last.bounding_box()
    assert box is not None
    assert box["height"] >= 37
    await last.click()
    query = (await demo.next_update()).callback_query
    assert query is not None
    assert query.data == "Patient number 9"


async def opened_group(demo: Demo) -> int:
    """Let the clinic open a group with the physio, and return its id."""
    await demo.phone("clinic").locator(".odd summary").click()
    await demo.phone("clinic").locator('[data-group="openGroup"]').click()
    await expect(demo.phone("physio").locator(".chats button")).to_have_count(2)
    await demo.next_update()
    return next(iter(demo.world.groups))


async def test_physio_and_clinic_share_a_group_that_the_patient_does_not_see(demo: Demo) -> None:
    group = await opened_group(demo)
    await demo.phone("clinic").get_by_role("button", name="Riverside team").click()
    await demo.phone("clinic").get_by_role("textbox").fill("/here")
    await demo.phone("clinic").get_by_role("textbox").press("Enter")
    said = (await demo.next_update()).message
    assert said is not None
    assert said.chat_id == group
    await demo.ask(group, "Alerts come here.", ("I take it",))

    physio = demo.phone("physio")
    await expect(physio.locator(".chats .news")).to_have_text("Riverside team")
    await physio.get_by_role("button", name="Riverside team").click()
    await expect(physio.locator(".from-other .sender")).to_have_text("Riverside Clinic")
    await physio.get_by_role("button", name="I take it").click()
    query = (await demo.next_update()).callback_query
    assert query is not None
    assert query.from_user.id == MARC
    await expect(demo.phone("patient").locator(".chats")).to_be_hidden()
    refused = await demo.page.request.get(f"{demo.url}/sandbox/users/{ANA}/chat?chat={group}")
    assert refused.status == 409


async def test_a_group_that_grows_stays_open_on_the_phone(demo: Demo) -> None:
    group = await opened_group(demo)
    clinic = demo.phone("clinic")
    await clinic.get_by_role("button", name="Riverside team").click()
    await clinic.locator(".odd summary").click()
    await clinic.locator('[data-group="upgradeGroup"]').click()

    await expect(clinic.locator(".status")).to_have_text("supergroup")
    await expect(clinic.get_by_text("Supergroup created")).to_be_visible()
    assert demo.world.groups[group].migrated_to is not None
