using System;
using System.Runtime.InteropServices;
using System.Text;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>
/// Hashes contacts and requests with the two keys that are the salt of a journal. Without the journal a hash says nothing; with
/// it, one can only try whether it is that of an address one knows. Not thread-safe.
/// </summary>
internal sealed class ContactHasher(byte[] salt)
{
    // Used again for each row, so that a million rows leave no garbage.
    private byte[] _input = new byte[128];

    /// <summary>Returns the key of a contact: a hash of its id if the row has one, otherwise of its address.</summary>
    public ulong ComputeKey(ContactIdentity identity)
    {
        int length = 1;
        if (identity.CnvContactId is Guid id)
        {
            _input[0] = (byte)'i';
            MemoryMarshal.Write(_input.AsSpan(1), ref id);
            length += 16;
        }
        else
        {
            string email = identity.Email!.ToLowerInvariant();
            Reserve(1 + Encoding.UTF8.GetMaxByteCount(email.Length));
            _input[0] = (byte)'e';
            length += Encoding.UTF8.GetBytes(email, 0, email.Length, _input, 1);
        }

        return SipHash.Compute(salt.AsSpan(0, SipHash.KeyLength), _input.AsSpan(0, length));
    }

    /// <summary>Returns the key of a row: that of its event, or of its contact.</summary>
    public ulong ComputeKey(RowRequest request)
    {
        if (request is not EventRequest { EventId: string eventId })
        {
            return ComputeKey(request.Identity);
        }

        Reserve(1 + Encoding.UTF8.GetMaxByteCount(eventId.Length));
        _input[0] = (byte)'v';
        int length = 1 + Encoding.UTF8.GetBytes(eventId, 0, eventId.Length, _input, 1);
        return SipHash.Compute(salt.AsSpan(0, SipHash.KeyLength), _input.AsSpan(0, length));
    }

    /// <summary>Returns the fingerprint of a request: a hash of it without its subscription status.</summary>
    public ulong ComputeFingerprint(RowRequest request) =>
        SipHash.Compute(salt.AsSpan(SipHash.KeyLength), WithoutStatus(request));

    private ReadOnlySpan<byte> WithoutStatus(RowRequest request)
    {
        ArraySegment<byte> before = request.BodyBeforeStatus;
        ArraySegment<byte> after = request.BodyAfterStatus;
        if (after.Count == 0)
        {
            return before;
        }

        int length = before.Count + after.Count;
        Reserve(length);
        before.AsSpan().CopyTo(_input);
        after.AsSpan().CopyTo(_input.AsSpan(before.Count));
        return _input.AsSpan(0, length);
    }

    private void Reserve(int length)
    {
        if (_input.Length < length)
        {
            _input = new byte[length * 2];
        }
    }
}
