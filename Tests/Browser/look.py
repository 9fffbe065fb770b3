"""Opens a page in Chromium, uses it as a reader does, and prints what was seen as one JSON object.

look.py PAGE [FOLDER]: with a folder, screenshots and the printed page go there.
"""

import base64
import json
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

WIDTHS = (375, 1280)


def browser():
    options = webdriver.ChromeOptions()
    for option in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(option)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver")
    return webdriver.Chrome(options=options, service=service)


def look(driver, page, folder):
    seen = {"widths": {}}
    for width in WIDTHS:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
        )
        driver.get(page)
        seen["widths"][width] = driver.execute_script("return document.documentElement.scrollWidth")
        if folder:
            driver.save_screenshot(str(folder / f"{width}.png"))
    seen["title"] = driver.title
    seen["text"] = driver.find_element(By.TAG_NAME, "body").text
    seen["scripts"] = len(driver.find_elements(By.TAG_NAME, "script"))
    seen["images"] = len(driver.find_elements(By.TAG_NAME, "img"))
    seen["marked"] = driver.execute_script("return document.documentElement.dataset.marked ?? null")
    seen["requests"] = driver.execute_script("return performance.getEntriesByType('resource').length")
    seen["charts"] = len(driver.find_elements(By.CSS_SELECTOR, "svg[role=img]"))
    seen["sorted"] = sort(driver)
    seen["filtered"] = filtered(driver)
    seen["printed"] = printed(driver, folder)
    seen["console"] = [entry["message"] for entry in driver.get_log("browser")]
    return seen


def column(table, number):
    cells = table.find_elements(By.CSS_SELECTOR, f"tbody tr td:nth-child({number})")
    return [cell.text for cell in cells if cell.is_displayed()]


def sort(driver):
    """The records of the verdicts as they stand, then by the keyboard from the most and from the fewest on."""
    table = driver.find_element(By.ID, "verdict-table-table")
    found = [column(table, 3)]
    for _ in range(2):
        table.find_element(By.CSS_SELECTOR, "th:nth-child(3) button").send_keys(Keys.ENTER)
        found.append(column(table, 3))
    found.append(table.find_element(By.CSS_SELECTOR, "th:nth-child(3)").get_attribute("aria-sort"))
    return found


def filtered(driver):
    """The classes that are left of the verdicts after `anomalous` was typed."""
    part = driver.find_element(By.ID, "verdict-table")
    driver.execute_script("arguments[0].hidden = false", part.find_element(By.CSS_SELECTOR, ".filter"))
    part.find_element(By.CSS_SELECTOR, ".filter input").send_keys("anomalous")
    left = column(part, 1)
    part.find_element(By.CSS_SELECTOR, ".filter input").send_keys(Keys.BACKSPACE * 9)
    return left


def printed(driver, folder):
    """Bytes of the page on paper."""
    document = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {})["data"])
    if folder:
        (folder / "printed.pdf").write_bytes(document)
    return len(document)


def main():
    page = pathlib.Path(sys.argv[1]).resolve().as_uri()
    folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    driver = browser()
    try:
        print(json.dumps(look(driver, page, folder)))
    finally:
        driver.quit()


main()
