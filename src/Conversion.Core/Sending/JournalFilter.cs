using System;
using System.Collections.Generic;
using Conversion.Client;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Skips rows that an earlier run confirmed, and records the rows that this run confirms. Once a contact is sent in this run, its
/// later rows are sent again too, because later rows must overwrite earlier ones.
/// </summary>
internal sealed class JournalFilter(ContactJournal journal)
{
    private readonly HashSet<ulong> _sentContacts = [];

    /// <summary>Whether a row need not be sent. Call it once for each row, in input order.</summary>
    /// <param name="request">The request of the row.</param>
    /// <param name="fingerprint">How the journal identifies it.</param>
    /// <param name="confirmed">The id of the contact.</param>
    public bool TrySkip(ContactRequest request, out RowFingerprint fingerprint, out Guid confirmed)
    {
        fingerprint = journal.ComputeFingerprint(request);
        if (journal.TrySkip(fingerprint, out confirmed) && !WasSent(request))
        {
            return true;
        }

        if (journal.HasMoreToSkip)
        {
            AddSent(request);
        }
        else
        {
            _sentContacts.Clear();
        }

        return false;
    }

    /// <summary>Writes the confirmed rows of a request to the journal.</summary>
    /// <exception cref="JournalException">The journal cannot be written any more.</exception>
    public void RecordConfirmed<TRow>(SendBatch<TRow> batch, BatchResult result)
    {
        using JournalEntries lines = new();
        for (int i = 0; i < batch.Items.Length; i++)
        {
            UpsertOutcome outcome = result[i];
            if (outcome.Status is UpsertStatus.Created or UpsertStatus.Updated)
            {
                lines.Add(batch.Items[i].Fingerprint, outcome.CnvContactId!.Value);
            }
        }

        journal.Confirm(lines);
    }

    private void AddSent(ContactRequest request)
    {
        if (request.Email is string email)
        {
            _sentContacts.Add(Hash(email));
        }

        if (request.CnvContactId is Guid id)
        {
            _sentContacts.Add(Hash(id.ToString("N")));
        }
    }

    private bool WasSent(ContactRequest request) => _sentContacts.Count > 0
        && ((request.Email is string email && _sentContacts.Contains(Hash(email)))
            || (request.CnvContactId is Guid id && _sentContacts.Contains(Hash(id.ToString("N")))));

    // FNV-1a, in any case. A collision sends a row again, which does no harm.
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in text)
        {
            hash = (hash ^ char.ToUpperInvariant(character)) * 1099511628211;
        }

        return hash;
    }
}
