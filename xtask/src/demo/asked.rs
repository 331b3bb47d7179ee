//! What the person at the terminal asks for: a day's life with Enter, the end with Ctrl-C.

use anyhow::{Result, bail};
use std::{
    fs,
    io::{self, IsTerminal},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

pub enum Wish {
    /// Enter was pressed.
    Day,
    /// Ctrl-C, or being told to end otherwise.
    End,
}

pub struct Asked {
    end: Arc<AtomicBool>,
    wishes: Receiver<Wish>,
    sender: Sender<Wish>,
}

impl Asked {
    /// Listens for the end from now on: without that, Ctrl-C would end this program before it could end its servers
    /// and remove its folder.
    pub fn listen() -> Result<Asked> {
        let (sender, wishes) = channel();
        let end = Arc::new(AtomicBool::new(false));
        let (told, wish) = (end.clone(), sender.clone());
        ctrlc::set_handler(move || {
            told.store(true, Ordering::Relaxed);
            let _ = wish.send(Wish::End);
        })?;
        Ok(Asked { end, wishes, sender })
    }

    /// Takes each line of standard input for a day from now on; false where there is nobody to press Enter.
    pub fn listen_for_days(&self) -> bool {
        if io::stdin().is_terminal() && !is_in_foreground() {
            return false;
        }
        let wish = self.sender.clone();
        thread::spawn(move || {
            for _ in io::stdin().lines().map_while(Result::ok) {
                if wish.send(Wish::Day).is_err() {
                    return;
                }
            }
        });
        io::stdin().is_terminal()
    }

    /// Whether the end was asked for.
    pub fn to_end(&self) -> bool {
        self.end.load(Ordering::Relaxed)
    }

    /// Waits; fails when the end is asked for.
    pub fn pause(&self, pause: Duration) -> Result<()> {
        thread::sleep(pause);
        if self.to_end() {
            bail!("it was asked to end");
        }
        Ok(())
    }

    /// The next wish, for so long.
    pub fn next(&self, within: Duration) -> Option<Wish> {
        match self.wishes.recv_timeout(within) {
            Ok(wish) => Some(wish),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Wish::End),
        }
    }
}

/// Whether the terminal is ours: a program in the background that reads from it is stopped.
fn is_in_foreground() -> bool {
    // proc(5): behind the name in parentheses come state, ppid, pgrp, session, tty_nr, tpgid.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    fields.get(2).is_some() && fields.get(2) == fields.get(5)
}
