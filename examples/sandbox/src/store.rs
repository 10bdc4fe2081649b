//! What outlives the process: everything is in memory, and with a file also in SQLite.

use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Raised when the entries change in a way that older sandboxes cannot read.
const FORMAT: i64 = 1;

/// The sorts of entries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Client,
    Clock,
    Consent,
    Delegation,
    Faults,
    GeneratorKey,
    Grant,
    Key,
    Party,
    Resource,
    Spent,
    Template,
}

/// Entries by kind and key, written before the request that made them is answered.
pub(crate) struct Store(Option<Mutex<Connection>>);

impl Store {
    /// A store that keeps nothing.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// The store in the file `path`, which is made if it is missing and readable by its owner only.
    ///
    /// # Errors
    ///
    /// When the file is no sandbox's, in use by another one, or cannot be written.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        create_private(path)?;
        let connection = Connection::open(path).map_err(io::Error::other)?;
        prepare(&connection).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        Ok(Self(Some(Mutex::new(connection))))
    }

    pub(crate) fn put(&self, kind: Kind, key: &str, value: &impl Serialize) -> io::Result<()> {
        let Some(connection) = self.connection() else { return Ok(()) };
        insert(&connection, kind, key, value)
    }

    /// Puts all the entries, or none.
    pub(crate) fn put_all<T: Serialize>(
        &self,
        kind: Kind,
        entries: impl IntoIterator<Item = (String, T)>,
    ) -> io::Result<()> {
        let Some(mut connection) = self.connection() else { return Ok(()) };
        let transaction = connection.transaction().map_err(io::Error::other)?;
        for (key, value) in entries {
            insert(&transaction, kind, &key, &value)?;
        }
        transaction.commit().map_err(io::Error::other)
    }

    /// Puts the entries in the place of all others of their kind, or changes nothing.
    pub(crate) fn replace_all<T: Serialize>(
        &self,
        kind: Kind,
        entries: impl IntoIterator<Item = (String, T)>,
    ) -> io::Result<()> {
        let Some(mut connection) = self.connection() else { return Ok(()) };
        let transaction = connection.transaction().map_err(io::Error::other)?;
        transaction.execute("DELETE FROM entry WHERE kind = ?1", params![kind.name()]).map_err(io::Error::other)?;
        for (key, value) in entries {
            insert(&transaction, kind, &key, &value)?;
        }
        transaction.commit().map_err(io::Error::other)
    }

    /// The entries of a kind in the order of their keys.
    pub(crate) fn all<T: DeserializeOwned>(&self, kind: Kind) -> io::Result<Vec<(String, T)>> {
        let Some(connection) = self.connection() else { return Ok(Vec::new()) };
        let mut statement = connection
            .prepare("SELECT key, value FROM entry WHERE kind = ?1 ORDER BY key")
            .map_err(io::Error::other)?;
        let rows = statement
            .query_map(params![kind.name()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
            .map_err(io::Error::other)?;
        rows.map(|row| {
            let (key, value) = row.map_err(io::Error::other)?;
            Ok((key, serde_json::from_str(&value)?))
        })
        .collect()
    }

    /// Forgets everything but the signing keys.
    pub(crate) fn clear(&self) -> io::Result<()> {
        let Some(connection) = self.connection() else { return Ok(()) };
        let delete = "DELETE FROM entry WHERE kind NOT IN (?1, ?2)";
        connection.execute(delete, params![Kind::Key.name(), Kind::GeneratorKey.name()]).map_err(io::Error::other)?;
        Ok(())
    }

    fn connection(&self) -> Option<MutexGuard<'_, Connection>> {
        Some(self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn insert(connection: &Connection, kind: Kind, key: &str, value: &impl Serialize) -> io::Result<()> {
    let value = serde_json::to_string(value)?;
    let insert = "INSERT OR REPLACE INTO entry (kind, key, value) VALUES (?1, ?2, ?3)";
    let mut statement = connection.prepare(insert).map_err(io::Error::other)?;
    statement.execute(params![kind.name(), key, value]).map_err(io::Error::other)?;
    Ok(())
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Clock => "clock",
            Self::Consent => "consent",
            Self::Delegation => "delegation",
            Self::Faults => "faults",
            Self::GeneratorKey => "generator_key",
            Self::Grant => "grant",
            Self::Key => "key",
            Self::Party => "party",
            Self::Resource => "resource",
            Self::Spent => "spent",
            Self::Template => "template",
        }
    }
}

/// In WAL mode a killed process loses nothing that was written; only a power cut could.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let format: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if format != 0 && format != FORMAT {
        return Err(rusqlite::Error::InvalidQuery);
    }
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS entry (
            kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
        ) WITHOUT ROWID",
    )?;
    connection.pragma_update(None, "user_version", FORMAT)
}

/// The file holds private keys and numbers of test persons.
fn create_private(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let describe = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    options.open(path).map(drop).map_err(describe)
}
