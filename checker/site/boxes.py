"""The boxes that the site adds to pages: facts of a lesson, facts and checks of an exercise, the road map."""

from collections.abc import Iterable, Mapping

from checker.site.pages import ExercisePage, Lesson


def _bullets(items: Iterable[str]) -> list[str]:
    return [f"    - {item}" for item in items]


def lesson_box(lesson: Lesson, titles: Mapping[str, str], exercise: ExercisePage | None) -> str:
    """Return the Markdown box at the top of a lesson. `titles` are those of all lessons, by docs path."""
    before = "; ".join(_before(item, titles) for item in lesson.meta["prerequisites"]) or "nothing"
    return "\n".join(
        [
            f'!!! lesson "{lesson.meta["minutes"]} minutes to read{_and_exercise(lesson, exercise)}"',
            f"    **Before this:** {before}.",
            "",
            "    **Afterwards you can**",
            "",
            *_bullets(lesson.meta["objectives"]),
            "",
        ]
    )


def _and_exercise(lesson: Lesson, exercise: ExercisePage | None) -> str:
    if exercise is None or exercise.meta["lesson"] != lesson.path:
        return ""
    return f", {exercise.meta['minutes']} for exercise {exercise.exercise.number}"


def _before(prerequisite: str, titles: Mapping[str, str]) -> str:
    """Return a prerequisite as text; one that is a lesson's docs path becomes a link with its title."""
    return f"[{titles[prerequisite]}](../{prerequisite})" if prerequisite in titles else prerequisite


def exercise_box(page: ExercisePage, titles: Mapping[str, str]) -> str:
    """Return the Markdown box at the top of an exercise's page: time, command, objectives, checks."""
    lesson = page.meta["lesson"]
    rows = [f"    | [{check.title}](../{check.lesson}) | {check.points} |" for check in page.exercise.checks]
    return "\n".join(
        [
            f'!!! exercise "{page.meta["minutes"]} minutes, {page.exercise.max_points} points"',
            f"    Work in `exercises/{page.name}/`. The lesson before it: [{titles.get(lesson, lesson)}](../{lesson}).",
            "",
            "    ```bash",
            f"    nox -s check -- {page.exercise.number}",
            "    ```",
            "",
            "    **Afterwards you can**",
            "",
            *_bullets(page.meta["objectives"]),
            "",
            "    | Check, with the section that teaches it | Points |",
            "    | --- | ---: |",
            *rows,
            "",
        ]
    )


def exercise_table(pages: Iterable[ExercisePage]) -> str:
    """Return all exercises as a Markdown table for a page in `exercises/`."""
    rows = [
        f"| [{page.title}]({page.name}.md) | {page.meta['minutes']} | {page.exercise.max_points} |" for page in pages
    ]
    return "\n".join(["| Exercise | Minutes | Points |", "| --- | ---: | ---: |", *rows])


def road_map(modules: Iterable[tuple[Mapping[str, str], list[Lesson]]], pages: list[ExercisePage]) -> str:
    """Return the modules as cards for the home page: a title, what it is for, its lessons and exercises."""
    cards = [_card(module, lessons, pages) for module, lessons in modules]
    return '<div class="road" markdown>\n\n' + "\n".join(cards) + "\n</div>\n"


def _card(module: Mapping[str, str], lessons: list[Lesson], pages: list[ExercisePage]) -> str:
    lines = [f"### {module['title']}", "", module["blurb"], ""]
    for lesson in lessons:
        lines.append(f"- [{lesson.meta['title']}]({lesson.path})")
        lines += [f"    - [Exercise {page.title}]({page.path})" for page in pages if page.meta["lesson"] == lesson.path]
    if not lessons:
        lines.append("Its lessons are not written yet.")
    kind = "stop" if lessons else "stop stop--later"
    return f'<section class="{kind}" markdown>\n\n' + "\n".join(lines) + "\n\n</section>\n"
