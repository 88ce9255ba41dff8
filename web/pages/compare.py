"""So sánh chỉ tiêu: what the plans set for the same things, in a matrix or two by two."""

from indexer import compare
from web import address, collecting, comparing, comparison, controls, serving, words
from web.markup import heading, notice, show

generation = serving.generation()

show(heading(words.say("compare.title"), words.say("compare.lead")))
if controls.switch("view", words.say("compare.view"), words.names("comparison"), "many") == "pair":
    plans = comparing.two_plans(generation)
    if plans:
        show(comparison.pairs(compare.side_by_side(*plans, generation.targets), *plans))
        comparing.files(compare.matrix(plans, generation.targets), generation.targets, plans)
    else:
        show(notice(words.say("compare.too_few")))
else:
    controls.filters(generation)
    documents = generation.select(address.filters())
    chosen = {document.id for document in documents}
    targets = [target for target in generation.targets if target.document in chosen]
    keys = comparing.chosen_indicators(compare.matrix(documents, targets))
    matrix = compare.matrix(documents, targets, keys)
    order = comparing.sort_by(matrix)
    if order:
        matrix = compare.sort(matrix, order)
        show(comparison.bars(matrix, order))
    show(comparison.matrix(matrix))
    comparing.files(matrix, targets, documents)
collecting.clicked()
