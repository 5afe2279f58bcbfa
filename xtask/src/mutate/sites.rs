//! Finds the places of a source file that can be mutated, and writes every mutant into it behind a switch.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// What a mutant does with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The condition is the opposite.
    Opposite,
    /// The comparison has its limit one further on or back: `<` becomes `<=`.
    Limit,
    /// What is looked for is never there.
    Nothing,
    /// The rule finds nothing.
    Silent,
    /// The finding is not added.
    Unsaid,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Opposite => "opposite",
            Kind::Limit => "limit",
            Kind::Nothing => "nothing",
            Kind::Silent => "silent",
            Kind::Unsaid => "unsaid",
        }
    }
}

/// A mutant: where it is in the file and what it does.
#[derive(Clone, Debug)]
pub struct Mutant {
    pub id: u32,
    pub kind: Kind,
    pub line: usize,
    /// The code that is mutated, on one line.
    pub code: String,
    /// Where it stands in the mutated file.
    pub written: Range<usize>,
}

/// Methods that ask their closure a question.
const ASKING: [&str; 14] = [
    "all",
    "any",
    "filter",
    "find",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "partition",
    "position",
    "retain",
    "rfind",
    "rposition",
    "skip_while",
    "take_while",
];

/// The file with its mutants switched in, numbered from `first` on. Those that are `refused` are left out of the file.
pub fn mutate(text: &str, first: u32, refused: &BTreeSet<u32>) -> Result<(String, Vec<Mutant>)> {
    let file = syn::parse_file(text).context("not Rust")?;
    let mut finder = Finder { text, sites: BTreeSet::new() };
    finder.visit_file(&file);
    let mut mutants = Vec::new();
    let mut inserts: Vec<(usize, Order, u32, String)> = Vec::new();
    for ((start, end, kind), id) in finder.sites.into_iter().zip(first..) {
        let code = &text[start..end];
        let line = text[..start].matches('\n').count() + 1;
        mutants.push(Mutant { id, kind, line, code: code.split_whitespace().collect::<Vec<_>>().join(" "), written: 0..0 });
        if refused.contains(&id) {
            continue;
        }
        let path = "crate::rules::mutant";
        let (before, after) = match kind {
            Kind::Opposite => (format!("{path}::flip({id}, "), ")".to_owned()),
            Kind::Limit => (format!("(if {path}::is({id}) {{ {} }} else {{ ", shifted(code)?), " })".to_owned()),
            Kind::Nothing => {
                let nothing = if code.starts_with('&') { "&None" } else { "None" };
                (format!("(if {path}::is({id}) {{ {nothing} }} else {{ "), " })".to_owned())
            }
            Kind::Silent => (format!(" if {path}::is({id}) {{ return; }} "), String::new()),
            Kind::Unsaid => (String::new(), format!(".mutant({id})")),
        };
        inserts.push((start, Order::Begins(usize::MAX - end, kind), id, before));
        inserts.push((end, Order::Ends(usize::MAX - start, std::cmp::Reverse(kind)), id, after));
    }
    inserts.sort();
    let mut out = String::new();
    let mut at = 0;
    for (place, order, id, insert) in inserts {
        out.push_str(&text[at..place]);
        at = place;
        let written = mutants.iter_mut().find(|mutant| mutant.id == id).map(|mutant| &mut mutant.written).context("it is listed")?;
        match order {
            Order::Begins(..) => *written = out.len()..out.len() + insert.len(),
            Order::Ends(..) => written.end = out.len() + insert.len(),
        }
        out.push_str(&insert);
    }
    out.push_str(&text[at..]);
    Ok((out, mutants))
}

/// At one place, what ends goes before what begins, an inner end before an outer one, an outer beginning before an inner one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Ends(usize, std::cmp::Reverse<Kind>),
    Begins(usize, Kind),
}

/// The comparison with its limit moved by one.
fn shifted(code: &str) -> Result<String> {
    let syn::Expr::Binary(binary) = syn::parse_str::<syn::Expr>(code)? else { anyhow::bail!("no comparison: {code}") };
    let operator = binary.op.span().byte_range();
    let other = match &code[operator.clone()] {
        "<" => "<=",
        "<=" => "<",
        ">" => ">=",
        ">=" => ">",
        other => anyhow::bail!("{other} has no limit"),
    };
    // Without parentheses `a as u64 <` would begin a list of types.
    Ok(format!("({}) {other} {}", &code[..operator.start], &code[operator.end..]))
}

struct Finder<'a> {
    text: &'a str,
    sites: BTreeSet<(usize, usize, Kind)>,
}

impl Finder<'_> {
    fn add(&mut self, range: Range<usize>, kind: Kind) {
        self.sites.insert((range.start, range.end, kind));
    }

    /// An expression that is a truth value: each part of a chain is a condition of its own.
    fn condition(&mut self, expr: &syn::Expr) {
        match expr {
            syn::Expr::Paren(inner) => self.condition(&inner.expr),
            syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                self.condition(&binary.left);
                self.condition(&binary.right);
            }
            syn::Expr::Let(_) | syn::Expr::Lit(_) => {}
            // What a block or a match comes to is asked inside of it where it is a condition.
            syn::Expr::Block(block) => {
                if let Some(syn::Stmt::Expr(last, None)) = block.block.stmts.last() {
                    self.condition(last);
                }
            }
            syn::Expr::Match(found) => found.arms.iter().for_each(|arm| self.condition(&arm.body)),
            syn::Expr::If(choice) => {
                if let Some(syn::Stmt::Expr(last, None)) = choice.then_branch.stmts.last() {
                    self.condition(last);
                }
                if let Some((_, other)) = &choice.else_branch {
                    self.condition(other);
                }
            }
            syn::Expr::Return(_) | syn::Expr::Continue(_) | syn::Expr::Break(_) => {}
            other => self.add(other.span().byte_range(), Kind::Opposite),
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        // Unit tests are no part of a rule.
        if !module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if function.sig.constness.is_some() {
            return;
        }
        if function.sig.ident == "check" && matches!(function.sig.output, syn::ReturnType::Default) {
            let start = function.block.brace_token.span.open().byte_range().end;
            self.add(start..start, Kind::Silent);
        }
        if let syn::ReturnType::Type(_, returned) = &function.sig.output
            && &self.text[returned.span().byte_range()] == "bool"
            && let Some(syn::Stmt::Expr(last, None)) = function.block.stmts.last()
        {
            self.condition(last);
        }
        visit::visit_item_fn(self, function);
    }

    fn visit_expr_if(&mut self, expr: &'ast syn::ExprIf) {
        self.condition(&expr.cond);
        visit::visit_expr_if(self, expr);
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.condition(&expr.cond);
        visit::visit_expr_while(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.condition(guard);
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        use syn::BinOp::{And, Eq, Ge, Gt, Le, Lt, Ne, Or};
        let range = expr.span().byte_range();
        match expr.op {
            And(_) | Or(_) => {
                self.condition(&expr.left);
                self.condition(&expr.right);
            }
            Eq(_) | Ne(_) => self.add(range, Kind::Opposite),
            Lt(_) | Le(_) | Gt(_) | Ge(_) => {
                self.add(range.clone(), Kind::Limit);
                self.add(range, Kind::Opposite);
            }
            _ => {}
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_macro(&mut self, expr: &'ast syn::ExprMacro) {
        if expr.mac.path.is_ident("matches") {
            self.add(expr.span().byte_range(), Kind::Opposite);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        if ASKING.contains(&name.as_str())
            && let Some(syn::Expr::Closure(closure)) = call.args.last()
        {
            self.condition(&closure.body);
        }
        if name == "add" && matches!(&*call.receiver, syn::Expr::Path(path) if path.path.is_ident("findings")) {
            self.add(call.receiver.span().byte_range(), Kind::Unsaid);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (syn::Pat::TupleStruct(pattern), Some(init)) = (&local.pat, &local.init)
            && init.diverge.is_some()
            && pattern.path.is_ident("Some")
        {
            self.add(init.expr.span().byte_range(), Kind::Nothing);
        }
        let name = match &local.pat {
            syn::Pat::Ident(ident) => ident.ident.to_string(),
            _ => String::new(),
        };
        if ["is_", "has_", "may_", "can_"].iter().any(|prefix| name.starts_with(prefix))
            && let Some(init) = &local.init
        {
            match &*init.expr {
                syn::Expr::Closure(closure) => self.condition(&closure.body),
                expr => self.condition(expr),
            }
        }
        visit::visit_local(self, local);
    }
}
