// SPDX-License-Identifier: Apache-2.0
// Walking a template's tree. Recursion is bounded by the nesting of statements and the
// height of expressions (PEN_TEMPLATE_DEPTH_MAX, PEN_TEMPLATE_HEIGHT_MAX); a chain of elif
// is walked as a list.
#include "lint/lint.h"

static void walk_list(const pen_lint_visit *v, const pen_ast *list)
{
    for (; list; list = list->next) {
        pen_lint_walk(v, list);
    }
}

static void walk_parts(const pen_lint_visit *v, const pen_ast *n)
{
    pen_lint_walk(v, n->a);
    pen_lint_walk(v, n->b);
    pen_lint_walk(v, n->c);
    walk_list(v, n->list);
}

void pen_lint_walk(const pen_lint_visit *v, const pen_ast *n)
{
    while (n) {
        v->see(v, n);
        walk_parts(v, n);
        if (n->kind != PEN_AST_IF || n->op != 1) {
            walk_list(v, n->else_);
            return;
        }
        n = n->else_;
    }
}
