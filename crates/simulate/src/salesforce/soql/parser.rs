//! From text to a [`Query`].

use super::{
    Condition, Function, Item, Literal, Name, Operator, Order, Query,
    lexer::{Token, tokens},
    literal::literal,
    refuse,
};
use crate::salesforce::exception::Exception;
use model::Time;

/// Longest query.
const LETTERS_MAX: usize = 100_000;
/// Deepest nesting of parentheses and subqueries.
const DEPTH_MAX: usize = 50;

/// Words that end a list of names, so that they are no aliases.
const KEYWORDS: [&str; 14] = [
    "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "HAVING", "AND", "OR", "NOT", "IN", "LIKE", "WITH",
    "FOR",
];

/// Parses a query; `now` is what TODAY and its like are reckoned from.
pub fn parse(text: &str, now: Time) -> Result<Query, Exception> {
    if text.len() > LETTERS_MAX {
        return Err(Exception::new(
            "MALFORMED_QUERY",
            "SOQL statements cannot be longer than 100000 characters.",
        ));
    }
    let mut parser = Parser { text, tokens: tokens(text)?, next: 0, now, depth: 0 };
    let query = parser.query()?;
    match parser.peek() {
        Token::End => Ok(query),
        _ => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    next: usize,
    now: Time,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |(_, at)| *at)
    }
    fn unexpected(&self) -> Exception {
        let words = match self.peek() {
            Token::End => "unexpected token: '<EOF>'".to_owned(),
            token => format!("unexpected token: '{}'", token.shown()),
        };
        refuse("MALFORMED_QUERY", self.text, self.at(), &words)
    }
    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(own) if own.eq_ignore_ascii_case(word))
    }
    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }
    fn take_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(own) if *own == sign);
        self.next += usize::from(found);
        found
    }
    fn expect_word(&mut self, word: &str) -> Result<(), Exception> {
        if self.take_word(word) { Ok(()) } else { Err(self.unexpected()) }
    }
    fn expect_sign(&mut self, sign: &str) -> Result<(), Exception> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn name(&mut self) -> Result<Name, Exception> {
        let at = self.at();
        match self.peek() {
            Token::Word(word) if is_name(word) => {
                let parts = word.split('.').map(str::to_owned).collect();
                self.next += 1;
                Ok(Name { parts, at })
            }
            _ => Err(self.unexpected()),
        }
    }

    fn alias(&mut self) -> Option<String> {
        match self.peek() {
            Token::Word(word)
                if is_name(word) && !KEYWORDS.iter().any(|key| key.eq_ignore_ascii_case(word)) =>
            {
                let word = word.clone();
                self.next += 1;
                Some(word)
            }
            _ => None,
        }
    }

    fn query(&mut self) -> Result<Query, Exception> {
        self.deeper()?;
        self.expect_word("SELECT")?;
        let mut items = vec![self.item()?];
        while self.take_sign(",") {
            items.push(self.item()?);
        }
        self.expect_word("FROM")?;
        let from = self.name()?;
        let alias = self.alias();
        let filter = if self.take_word("WHERE") { Some(self.condition()?) } else { None };
        let mut group = Vec::new();
        if self.take_word("GROUP") {
            self.expect_word("BY")?;
            group.push(self.name()?);
            while self.take_sign(",") {
                group.push(self.name()?);
            }
        }
        let mut order = Vec::new();
        if self.take_word("ORDER") {
            self.expect_word("BY")?;
            order.push(self.order()?);
            while self.take_sign(",") {
                order.push(self.order()?);
            }
        }
        let limit = if self.take_word("LIMIT") { Some(self.count()?) } else { None };
        let offset = if self.take_word("OFFSET") { self.count()? } else { 0 };
        self.depth -= 1;
        Ok(Query { items, from, alias, filter, group, order, limit, offset, text: self.text.to_owned() })
    }

    fn deeper(&mut self) -> Result<(), Exception> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { Err(self.unexpected()) } else { Ok(()) }
    }

    fn count(&mut self) -> Result<usize, Exception> {
        match self.peek() {
            Token::Word(word) => match word.parse() {
                Ok(count) => {
                    self.next += 1;
                    Ok(count)
                }
                Err(_) => Err(self.unexpected()),
            },
            _ => Err(self.unexpected()),
        }
    }

    fn function(&mut self) -> Option<Function> {
        let Token::Word(word) = self.peek() else { return None };
        let function = match word.to_ascii_uppercase().as_str() {
            "COUNT" => Function::Count,
            "COUNT_DISTINCT" => Function::CountDistinct,
            "MAX" => Function::Max,
            "MIN" => Function::Min,
            "SUM" => Function::Sum,
            "AVG" => Function::Avg,
            _ => return None,
        };
        let opens = matches!(self.tokens.get(self.next + 1), Some((Token::Sign("("), _)));
        opens.then(|| {
            self.next += 2;
            function
        })
    }

    fn item(&mut self) -> Result<Item, Exception> {
        if let Some(function) = self.function() {
            let bare = function == Function::Count && self.take_sign(")");
            let name = if bare { None } else { Some(self.name()?) };
            if !bare {
                self.expect_sign(")")?;
            }
            let alias = self.alias();
            return Ok(Item::Aggregate { function, name, alias });
        }
        if self.is_word("FROM") {
            return Err(self.unexpected());
        }
        let name = self.name()?;
        Ok(Item::Field { name, alias: self.alias() })
    }

    fn order(&mut self) -> Result<Order, Exception> {
        let function = self.function();
        let name = self.name()?;
        if function.is_some() {
            self.expect_sign(")")?;
        }
        let descending = if self.take_word("DESC") {
            true
        } else {
            self.take_word("ASC");
            false
        };
        let mut nulls_last = false;
        if self.take_word("NULLS") {
            nulls_last = self.take_word("LAST");
            if !nulls_last {
                self.expect_word("FIRST")?;
            }
        }
        Ok(Order { name, function, descending, nulls_last })
    }

    /// Conditions joined by AND or by OR; Salesforce refuses a mixture without parentheses.
    fn condition(&mut self) -> Result<Condition, Exception> {
        self.deeper()?;
        let mut parts = vec![self.simple()?];
        let result = if self.is_word("OR") {
            while self.take_word("OR") {
                parts.push(self.simple()?);
            }
            Condition::Or(parts)
        } else if self.is_word("AND") {
            while self.take_word("AND") {
                parts.push(self.simple()?);
            }
            Condition::And(parts)
        } else {
            parts.swap_remove(0)
        };
        if self.is_word("AND") || self.is_word("OR") {
            return Err(self.unexpected());
        }
        self.depth -= 1;
        Ok(result)
    }

    fn simple(&mut self) -> Result<Condition, Exception> {
        if self.take_word("NOT") {
            self.deeper()?;
            let inner = self.simple()?;
            self.depth -= 1;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.take_sign("(") {
            let inner = self.condition()?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        let name = self.name()?;
        let negated = self.is_word("NOT");
        self.next += usize::from(negated);
        if self.take_word("IN") {
            self.expect_sign("(")?;
            if self.is_word("SELECT") {
                let query = Box::new(self.query()?);
                self.expect_sign(")")?;
                return Ok(Condition::SemiJoin { name, negated, query });
            }
            let mut values = vec![self.value()?];
            while self.take_sign(",") {
                values.push(self.value()?);
            }
            self.expect_sign(")")?;
            return Ok(Condition::In { name, negated, values });
        }
        if negated {
            return Err(self.unexpected());
        }
        let operator = match self.peek() {
            Token::Sign("=") => Operator::Equal,
            Token::Sign("!=" | "<>") => Operator::NotEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            Token::Word(word) if word.eq_ignore_ascii_case("LIKE") => Operator::Like,
            _ => return Err(self.unexpected()),
        };
        self.next += 1;
        Ok(Condition::Compare { name, operator, value: self.value()? })
    }

    fn value(&mut self) -> Result<Literal, Exception> {
        let value = match self.peek() {
            Token::Text(text) => Some(Literal::Text(text.clone())),
            Token::Word(word) => literal(word, self.now),
            _ => None,
        };
        let value = value.ok_or_else(|| self.unexpected())?;
        self.next += 1;
        Ok(value)
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && !word.contains([':', '+', '-'])
        && word.split('.').all(|part| !part.is_empty())
}
