using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;

namespace Conversion.Emulator;

/// <summary>
/// The contacts of one account: in memory, or in a file that keeps them from session to session. Thread-safe.
/// Enumerating it walks a snapshot, in the order of creation.
/// </summary>
public sealed class ContactStore : IReadOnlyCollection<Contact>, IDisposable
{
    private readonly object _gate = new();
    private readonly ContactTable _contacts;
    private readonly ContactFile? _file;
    private bool _isDisposed;

    /// <summary>An empty store in memory.</summary>
    public ContactStore()
        : this(new ContactTable(), null)
    {
    }

    private ContactStore(ContactTable contacts, ContactFile? file)
    {
        _contacts = contacts;
        _file = file;
        Id = file?.Id ?? Guid.NewGuid().ToString("D");
    }

    /// <summary>Which store it is: one in memory is another each time, one in a file is the same as long as the file is.</summary>
    public string Id { get; }

    /// <summary>How many contacts there are.</summary>
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
    /// A store in a file of JSON lines, which is made where there is none. What a request has written is with the operating system
    /// before the request is answered, so that it outlives the process however that ends; a line the end of a process tore is dropped.
    /// On Unix only the owner may read the file. One store at a time may have the file open, by means of an empty file
    /// <c>&lt;path&gt;.lock</c> beside it, which stays.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is no store, or damaged; it is left as it is.</exception>
    /// <exception cref="IOException">Another store, here or in another process, has the file open; or it cannot be read or written.</exception>
    public static ContactStore Open(string path)
    {
        var contacts = new ContactTable();
        return new(contacts, ContactFile.Open(path, contacts));
    }

    /// <summary>The contact with this id, or null.</summary>
    public Contact? Find(Guid id)
    {
        lock (_gate)
        {
            return _contacts.Find(id);
        }
    }

    /// <summary>The contact with this address, in any case, or null.</summary>
    public Contact? Find(string email)
    {
        lock (_gate)
        {
            return _contacts.Find(email);
        }
    }

    /// <summary>All contacts at this moment, in the order of creation.</summary>
    public IReadOnlyList<Contact> Snapshot()
    {
        lock (_gate)
        {
            return _contacts.ToArray();
        }
    }

    /// <summary>Puts a contact into the store without asking the API's rules, in place of one with its id.</summary>
    /// <exception cref="InvalidOperationException">Another contact has the address.</exception>
    public void Put(Contact contact) => Change(contact ?? throw new ArgumentNullException(nameof(contact)), static (change, input) =>
    {
        change.Put(input);
        return true;
    });

    /// <summary>Closes the file, if there is one; a store in memory stays as it is.</summary>
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

    /// <summary>Lets nobody else write while the request is carried out. It is written as a whole, or not at all.</summary>
    internal TResult Change<TState, TResult>(TState state, Func<StoreTransaction, TState, TResult> work)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(ContactStore));
            }

            var change = new StoreTransaction(_contacts);
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
