//! The language of `${param:…}`: names, literals, arithmetic, comparisons and a few functions.
//!
//! ```text
//! choice  = or [ "?" choice ":" choice ]
//! or      = and { "||" and }          and  = equal { "&&" equal }
//! equal   = less [ ("==" | "!=") less ]
//! less    = sum [ ("<" | "<=" | ">" | ">=") sum ]
//! sum     = product { ("+" | "-") product }
//! product = unary { ("*" | "/" | "%") unary }
//! unary   = [ "-" | "!" ] primary
//! primary = number | size | "text" | true | false | name | name "(" choice { "," choice } ")" | "(" choice ")"
//! ```
//! A size is a number with a unit: `16 GiB`.

use std::{collections::BTreeMap, net::IpAddr};

use crate::value::{Size, Subnet};

use super::value::Value;

/// An expression that reads.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Literal(Value),
    Name(String),
    Unary(char, Box<Expression>),
    Binary(&'static str, Box<Expression>, Box<Expression>),
    Choice(Box<[Expression; 3]>),
    Call(String, Vec<Expression>),
}

/// How deep parentheses may stand in each other.
const DEPTH: u32 = 32;

/// The units of sizes, as in a document.
const UNITS: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "kB", "MB", "GB", "TB"];

impl Expression {
    pub fn parse(text: &str) -> Result<Expression, String> {
        let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
        let expression = parser.choice()?;
        match parser.tokens.get(parser.next) {
            None => Ok(expression),
            Some(token) => Err(format!("{} is not expected in {text:?}", token.show())),
        }
    }

    /// The names that it reads.
    pub fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Expression::Literal(_) => {}
            Expression::Name(name) => names.push(name),
            Expression::Unary(_, of) => of.names(names),
            Expression::Binary(_, left, right) => {
                left.names(names);
                right.names(names);
            }
            Expression::Choice(parts) => parts.iter().for_each(|part| part.names(names)),
            Expression::Call(_, parts) => parts.iter().for_each(|part| part.names(names)),
        }
    }

    /// Its value, given those of the names.
    pub fn evaluate(&self, values: &BTreeMap<String, Value>) -> Result<Value, String> {
        match self {
            Expression::Literal(value) => Ok(value.clone()),
            Expression::Name(name) => values.get(name).cloned().ok_or_else(|| unknown(name, values)),
            Expression::Unary(sign, of) => match (sign, of.evaluate(values)?) {
                ('-', Value::Number(number)) => Ok(Value::Number(-number)),
                ('!', Value::Flag(flag)) => Ok(Value::Flag(!flag)),
                (sign, value) => Err(format!("{sign} does not go with {}", value.noun())),
            },
            Expression::Binary(sign, left, right) => match (*sign, left.evaluate(values)?) {
                // The other side is not looked at where it does not matter.
                ("&&", Value::Flag(false)) => Ok(Value::Flag(false)),
                ("||", Value::Flag(true)) => Ok(Value::Flag(true)),
                (sign, left) => binary(sign, left, right.evaluate(values)?),
            },
            Expression::Choice(parts) => match parts[0].evaluate(values)? {
                Value::Flag(true) => parts[1].evaluate(values),
                Value::Flag(false) => parts[2].evaluate(values),
                value => Err(format!("before ? stands {}, not a comparison", value.noun())),
            },
            Expression::Call(name, parts) => {
                let parts = parts.iter().map(|part| part.evaluate(values)).collect::<Result<Vec<_>, _>>()?;
                call(name, &parts)
            }
        }
    }
}

fn unknown(name: &str, values: &BTreeMap<String, Value>) -> String {
    let nearest = values.keys().map(|known| (strsim::jaro_winkler(name, known), known)).max_by(|a, b| a.0.total_cmp(&b.0));
    match nearest {
        Some((likeness, known)) if likeness > 0.8 => format!("there is no parameter {name}; did you mean {known}?"),
        _ => format!("there is no parameter {name}"),
    }
}

fn binary(sign: &str, left: Value, right: Value) -> Result<Value, String> {
    let unfit = |left: &Value, right: &Value| format!("{sign} does not go with {} and {}", left.noun(), right.noun());
    if let Some(order) = left.compare(&right) {
        let flag = match sign {
            "==" => Some(order.is_eq()),
            "!=" => Some(order.is_ne()),
            "<" => Some(order.is_lt()),
            "<=" => Some(order.is_le()),
            ">" => Some(order.is_gt()),
            ">=" => Some(order.is_ge()),
            _ => None,
        };
        if let Some(flag) = flag {
            return Ok(Value::Flag(flag));
        }
    }
    let number =
        |number: f64| if number.is_finite() { Ok(Value::Number(number)) } else { Err("a number is too large, or divided by 0".to_owned()) };
    let size = |bytes: f64| {
        let fits = bytes.is_finite() && (0.0..=(1u64 << 60) as f64).contains(&bytes);
        if fits {
            Ok(Value::Size(Size::from_bytes(bytes as u64)))
        } else {
            Err("a size is negative, too large, or divided by 0".to_owned())
        }
    };
    let bytes = |size: Size| size.bytes() as f64;
    match (sign, &left, &right) {
        ("&&", Value::Flag(a), Value::Flag(b)) => Ok(Value::Flag(*a && *b)),
        ("||", Value::Flag(a), Value::Flag(b)) => Ok(Value::Flag(*a || *b)),
        ("+", Value::Number(a), Value::Number(b)) => number(a + b),
        ("-", Value::Number(a), Value::Number(b)) => number(a - b),
        ("*", Value::Number(a), Value::Number(b)) => number(a * b),
        ("/", Value::Number(a), Value::Number(b)) => number(a / b),
        ("%", Value::Number(a), Value::Number(b)) => number(a % b),
        ("+", Value::Size(a), Value::Size(b)) => size(bytes(*a) + bytes(*b)),
        ("-", Value::Size(a), Value::Size(b)) => size(bytes(*a) - bytes(*b)),
        ("/", Value::Size(a), Value::Size(b)) => number(bytes(*a) / bytes(*b)),
        ("*", Value::Size(a), Value::Number(b)) | ("*", Value::Number(b), Value::Size(a)) => size(bytes(*a) * b),
        ("/", Value::Size(a), Value::Number(b)) => size(bytes(*a) / b),
        ("+", Value::Text(a), b) => Ok(Value::Text(format!("{a}{b}"))),
        _ => Err(unfit(&left, &right)),
    }
}

fn call(name: &str, parts: &[Value]) -> Result<Value, String> {
    let unfit = || {
        let nouns: Vec<&str> = parts.iter().map(Value::noun).collect();
        Err(format!("{name} does not take ({})", nouns.join(", ")))
    };
    match (name, parts) {
        ("min" | "max", [first, rest @ ..]) => {
            let mut best = first;
            for part in rest {
                let Some(order) = part.compare(best) else { return unfit() };
                if if name == "min" { order.is_lt() } else { order.is_gt() } {
                    best = part;
                }
            }
            Ok(best.clone())
        }
        ("ceil", [Value::Number(number)]) => Ok(Value::Number(number.ceil())),
        ("floor", [Value::Number(number)]) => Ok(Value::Number(number.floor())),
        ("address", [Value::Text(prefix), Value::Number(number)]) => {
            let subnet: Subnet = prefix.parse().map_err(|error: crate::value::ParseError| error.0)?;
            let address = nth(subnet, *number).filter(|address| subnet.contains(*address));
            address.map(|address| Value::Text(address.to_string())).ok_or_else(|| format!("{prefix} has no address number {number}"))
        }
        ("min" | "max" | "ceil" | "floor" | "address", _) => unfit(),
        _ => Err(format!("there is no function {name}; there are min, max, ceil, floor and address")),
    }
}

/// The address so far behind the prefix's first.
fn nth(subnet: Subnet, number: f64) -> Option<IpAddr> {
    let number = (number.fract() == 0.0 && number >= 0.0 && number < 2f64.powi(53)).then_some(number as u64)?;
    match subnet.first() {
        IpAddr::V4(first) => u32::from(first).checked_add(u32::try_from(number).ok()?).map(|bits| IpAddr::V4(bits.into())),
        IpAddr::V6(first) => u128::from(first).checked_add(u128::from(number)).map(|bits| IpAddr::V6(bits.into())),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Value(Value),
    Name(String),
    Sign(&'static str),
}

impl Token {
    fn show(&self) -> String {
        match self {
            Token::Value(value) => value.to_string(),
            Token::Name(name) => name.clone(),
            Token::Sign(sign) => format!("{sign:?}"),
        }
    }
}

const SIGNS: [&str; 20] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", "(", ")", "="];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
            let number = &rest[..end];
            let after = rest[end..].trim_start();
            let unit_end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
            if UNITS.contains(&&after[..unit_end]) {
                let size: Size = format!("{number} {}", &after[..unit_end]).parse().map_err(|error: crate::value::ParseError| error.0)?;
                tokens.push(Token::Value(Value::Size(size)));
                rest = &after[unit_end..];
            } else {
                let number = number.parse().map_err(|_| format!("{number} is not a number"))?;
                tokens.push(Token::Value(Value::Number(number)));
                rest = &rest[end..];
            }
        } else if first.is_ascii_alphabetic() || first == '_' {
            // A dash belongs to a name where a letter follows at once: `master-memory`, but `a - b`.
            let mut end = 0;
            let bytes = rest.as_bytes();
            while end < bytes.len() {
                let goes_on = bytes[end].is_ascii_alphanumeric()
                    || bytes[end] == b'_'
                    || matches!(bytes[end], b'-' | b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
                if !goes_on {
                    break;
                }
                end += 1;
            }
            tokens.push(match &rest[..end] {
                "true" => Token::Value(Value::Flag(true)),
                "false" => Token::Value(Value::Flag(false)),
                name => Token::Name(name.to_owned()),
            });
            rest = &rest[end..];
        } else if matches!(first, '"' | '\'') {
            let inside = &rest[1..];
            let end = inside.find(first).ok_or_else(|| format!("a text has no end: {rest}"))?;
            tokens.push(Token::Value(Value::Text(inside[..end].to_owned())));
            rest = &inside[end + 1..];
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign)).ok_or_else(|| format!("{first:?} has no meaning here"))?;
            tokens.push(Token::Sign(sign));
            rest = &rest[sign.len()..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: u32,
}

impl Parser {
    fn sign(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        match self.tokens.get(self.next) {
            Some(Token::Sign(sign)) if signs.contains(sign) => {
                self.next += 1;
                Some(sign)
            }
            _ => None,
        }
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), String> {
        self.sign(&[sign]).map(|_| ()).ok_or_else(|| format!("a {sign:?} is missing"))
    }

    fn choice(&mut self) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("the expression nests deeper than {DEPTH} levels"));
        }
        let first = self.chain(0)?;
        let expression = if self.sign(&["?"]).is_some() {
            let yes = self.choice()?;
            self.expect(":")?;
            Expression::Choice(Box::new([first, yes, self.choice()?]))
        } else {
            first
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// Signs of one level, from left to right.
    fn chain(&mut self, level: usize) -> Result<Expression, String> {
        const LEVELS: [&[&str]; 6] = [&["||"], &["&&"], &["==", "!="], &["<", "<=", ">", ">="], &["+", "-"], &["*", "/", "%"]];
        let Some(signs) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.chain(level + 1)?;
        while let Some(sign) = self.sign(signs) {
            left = Expression::Binary(sign, Box::new(left), Box::new(self.chain(level + 1)?));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, String> {
        match self.sign(&["-", "!"]) {
            Some(sign) => Ok(Expression::Unary(if sign == "-" { '-' } else { '!' }, Box::new(self.primary()?))),
            None => self.primary(),
        }
    }

    fn primary(&mut self) -> Result<Expression, String> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        match token {
            Some(Token::Value(value)) => Ok(Expression::Literal(value)),
            Some(Token::Name(name)) if self.sign(&["("]).is_some() => {
                let mut parts = vec![self.choice()?];
                while self.sign(&[","]).is_some() {
                    parts.push(self.choice()?);
                }
                self.expect(")")?;
                Ok(Expression::Call(name, parts))
            }
            Some(Token::Name(name)) => Ok(Expression::Name(name)),
            Some(Token::Sign("(")) => {
                let inside = self.choice()?;
                self.expect(")")?;
                Ok(inside)
            }
            Some(token) => Err(format!("{} is not expected here", token.show())),
            None => Err("the expression ends too early".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(text: &str) -> Result<String, String> {
        let values = BTreeMap::from([
            ("masters".to_owned(), Value::Number(3.0)),
            ("master-memory".to_owned(), Value::Size(Size::from_gib(16))),
            ("lan".to_owned(), Value::Text("172.16.0.0/24".to_owned())),
            ("ha".to_owned(), Value::Flag(true)),
        ]);
        Expression::parse(text)?.evaluate(&values).map(|value| value.to_string())
    }

    #[test]
    fn arithmetic_of_numbers_and_sizes() {
        assert_eq!(worth("masters * 2 + 1").unwrap(), "7");
        assert_eq!(worth("1 + 2 * 3 - 4 / 2").unwrap(), "5");
        assert_eq!(worth("(1 + 2) * -3").unwrap(), "-9");
        assert_eq!(worth("masters * master-memory + 4 GiB").unwrap(), "52 GiB");
        assert_eq!(worth("master-memory / 4").unwrap(), "4 GiB");
        assert_eq!(worth("master-memory / 4 GiB").unwrap(), "4");
        assert_eq!(worth("ceil(7 / 2) + floor(3.9)").unwrap(), "7");
        assert_eq!(worth("max(8 GiB, master-memory, 512 MiB)").unwrap(), "16 GiB");
    }

    #[test]
    fn comparisons_choices_and_texts() {
        assert_eq!(worth("ha ? 3 : 1").unwrap(), "3");
        assert_eq!(worth("masters > 1 && !ha ? 'a' : masters == 3 ? 'b' : 'c'").unwrap(), "b");
        assert_eq!(worth("'ocp' + masters").unwrap(), "ocp3");
        assert_eq!(worth("address(lan, 254)").unwrap(), "172.16.0.254");
        assert_eq!(worth("ha || nothing").unwrap(), "true");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for (text, said) in [
            ("", "ends too early"),
            ("1 +", "ends too early"),
            ("1 2", "not expected"),
            ("master", "did you mean masters?"),
            ("unlike", "there is no parameter unlike"),
            ("masters + ha", "does not go with"),
            ("1 / 0", "divided by 0"),
            ("4 GiB - 16 GiB", "negative"),
            ("address(lan, 256)", "no address number 256"),
            ("sum(1)", "there is no function sum"),
            ("min(1, ha)", "does not take"),
            ("'open", "has no end"),
            ("a = 1", "not expected"),
            ("§", "no meaning"),
            ("masters ? 1 : 2", "not a comparison"),
        ] {
            let error = worth(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(worth(&"(".repeat(10_000)).unwrap_err().contains("deeper"));
        assert!(worth(&"-".repeat(10_000)).is_err());
    }
}
