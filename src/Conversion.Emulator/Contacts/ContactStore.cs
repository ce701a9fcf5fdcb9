using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;

namespace Conversion.Emulator;

/// <summary>
/// The contacts and the events of one account, in memory or in a file that persists them. Thread-safe.
/// Enumeration uses a snapshot, in order of creation.
/// </summary>
public sealed class ContactStore : IReadOnlyCollection<Contact>, IDisposable
{
    private readonly object _gate = new();
    private readonly ContactTable _contacts;
    private readonly EventTable _events;
    private readonly ContactFile? _file;
    private bool _isDisposed;

    /// <summary>Creates an empty store in memory.</summary>
    public ContactStore()
        : this(new ContactTable(), new EventTable(), null)
    {
    }

    private ContactStore(ContactTable contacts, EventTable events, ContactFile? file)
    {
        _contacts = contacts;
        _events = events;
        _file = file;
        Id = file?.Id ?? Guid.NewGuid().ToString("D");
    }

    /// <summary>The id of the store. A store in memory gets a new id each time; a store in a file keeps the id of the file.</summary>
    public string Id { get; }

    /// <summary>The number of contacts.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _contacts.Count;
            }
        }
    }

    /// <summary>
    /// Opens a store in a file of JSON lines; creates the file if it does not exist. The emulator passes the changes of a request
    /// to the operating system before it responds, so they survive the end of the process. An incomplete last line is removed.
    /// On Unix only the owner can read the file. Only one store can have the file open: an empty file
    /// <c>&lt;path&gt;.lock</c> next to it is the lock, and remains there unless the file is refused.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a contacts file, or it is damaged. It is not changed.</exception>
    /// <exception cref="IOException">Another store, in this process or another, has the file open, or the file cannot be read or written.</exception>
    public static ContactStore Open(string path)
    {
        var contacts = new ContactTable();
        var events = new EventTable();
        return new(contacts, events, ContactFile.Open(path, contacts, events));
    }

    /// <summary>Finds the contact with this id; null if there is none.</summary>
    public Contact? Find(Guid id)
    {
        lock (_gate)
        {
            return _contacts.Find(id);
        }
    }

    /// <summary>Finds the contact with this address, ignoring case; null if there is none.</summary>
    public Contact? Find(string email)
    {
        lock (_gate)
        {
            return _contacts.Find(email);
        }
    }

    /// <summary>Returns all current contacts, in order of creation.</summary>
    public IReadOnlyList<Contact> Snapshot()
    {
        lock (_gate)
        {
            return _contacts.ToArray();
        }
    }

    /// <summary>Returns all email events, in the order in which they were added.</summary>
    public IReadOnlyList<EmailEvent> EmailEvents()
    {
        lock (_gate)
        {
            return [.. _events.EmailEvents];
        }
    }

    /// <summary>Returns all custom events, in the order in which they were added.</summary>
    public IReadOnlyList<CustomEvent> CustomEvents()
    {
        lock (_gate)
        {
            return [.. _events.CustomEvents];
        }
    }

    /// <summary>
    /// Adds a contact, or replaces the one with the same id. The rules of the API are not applied. One that becomes UNSUBSCRIBED, BOUNCED or COMPLAINED adds the email event that leads to that status.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another contact has the address.</exception>
    public void Put(Contact contact) => ExecuteTransaction(contact ?? throw new ArgumentNullException(nameof(contact)), static (change, input) =>
    {
        change.Put(input);
        return true;
    });

    /// <summary>Adds an email event.</summary>
    public void Add(EmailEvent emailEvent) => ExecuteTransaction(emailEvent ?? throw new ArgumentNullException(nameof(emailEvent)), static (change, input) =>
    {
        change.Add(input);
        return true;
    });

    /// <summary>Adds a custom event, or replaces the one with the same id.</summary>
    public void Put(CustomEvent customEvent) => ExecuteTransaction(customEvent ?? throw new ArgumentNullException(nameof(customEvent)), static (change, input) =>
    {
        change.Put(input);
        return true;
    });

    /// <summary>Closes the file, if there is one. A store in memory remains usable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = _file is not null;
            _file?.Dispose();
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Contact> GetEnumerator() => Snapshot().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Returns contacts in order of creation, from a position on.</summary>
    internal List<Contact> ReadContacts(int start, int count)
    {
        lock (_gate)
        {
            return _contacts.GetRange(start, count);
        }
    }

    /// <summary>Runs a request as a transaction. All of its changes are saved, or none.</summary>
    internal TResult ExecuteTransaction<TState, TResult>(TState state, Func<StoreTransaction, TState, TResult> work)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(ContactStore));
            }

            var change = new StoreTransaction(_contacts, _events);
            try
            {
                TResult result = work(change, state);
                if (!change.IsEmpty)
                {
                    _file?.Append(change);
                }

                return result;
            }
            catch
            {
                change.Rollback();
                throw;
            }
        }
    }
}
