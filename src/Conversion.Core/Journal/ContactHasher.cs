using System;
using System.Runtime.InteropServices;
using System.Text;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>
/// Hashes contacts, events and requests with two keys: those that are the salt of a journal, or others if there is none. Without the
/// journal a hash says nothing; with it, one can only try whether it is that of an address one knows. Not thread-safe.
/// </summary>
internal sealed class ContactHasher(byte[] salt)
{
    // A field of the company and one of the contact with the same name and value are two.
    private const ulong CompanyFactor = 3;

    // Used again for each row, so that a million rows leave no garbage.
    private byte[] _input = new byte[128];

    /// <summary>Returns the key of a contact: a hash of its id if the row has one, otherwise of its address.</summary>
    public ulong ComputeKey(ContactIdentity identity) =>
        identity.CnvContactId is Guid id ? ComputeIdKey(id) : ComputeAddressKey(identity.Email!);

    /// <summary>Returns a hash of an address, ignoring case.</summary>
    public ulong ComputeAddressKey(string email) => ComputeKey('e', email.ToLowerInvariant());

    /// <summary>
    /// Returns the keys of a row. The first is that of its contact, or of its event. The others are the address of a contact that has an
    /// id too, and the user id and the address of an event whose order among those of its contact counts.
    /// </summary>
    public RowKeys ComputeKeys(RowRequest request)
    {
        if (request is not EventRequest one)
        {
            return new(ComputeKey(request.Identity), request is { CnvContactId: not null, Email: string email } ? [ComputeAddressKey(email)] : null);
        }

        ulong first = ComputeKey('v', one.EventId);
        return one switch
        {
            { IsDated: true } => new(first, null),
            { UserId: null } => new(first, [ComputeAddressKey(one.Email!)]),
            { Email: null } => new(first, [ComputeKey('u', one.UserId)]),
            _ => new(first, [ComputeKey('u', one.UserId), ComputeAddressKey(one.Email)]),
        };
    }

    /// <summary>
    /// Returns the fingerprint of a request: a hash of it without its subscription status, whatever the order of its fields. Objects that
    /// are made from a hashtable have another order in each process.
    /// </summary>
    public ulong ComputeFingerprint(RowRequest request)
    {
        ReadOnlySpan<byte> key = salt.AsSpan(SipHash.KeyLength);
        ReadOnlySpan<byte> body = request.Body.Span;
        FieldPositions fields = request.FieldPositions;
        (int statusStart, int statusLength) = request.StatusPosition;
        Reserve(body.Length);
        body.Slice(0, statusStart).CopyTo(_input);
        int length = statusStart;
        int next = statusStart + statusLength;
        ulong sum = 0;
        for (int field = 0; field < fields.Count; field++)
        {
            Copy(body.Slice(next, fields.StartOf(field) - next), ref length);
            next = fields.EndOf(field);
            ulong hash = SipHash.Compute(key, body.Slice(fields.StartOf(field), next - fields.StartOf(field)));
            sum += fields.IsOfCompany(field) ? hash * CompanyFactor : hash;
        }

        Copy(body.Slice(next), ref length);
        return sum + SipHash.Compute(key, _input.AsSpan(0, length));
    }

    private void Copy(ReadOnlySpan<byte> part, ref int length)
    {
        part.CopyTo(_input.AsSpan(length));
        length += part.Length;
    }

    private ulong ComputeIdKey(Guid id)
    {
        _input[0] = (byte)'i';
        MemoryMarshal.Write(_input.AsSpan(1), ref id);
        return SipHash.Compute(salt.AsSpan(0, SipHash.KeyLength), _input.AsSpan(0, 1 + 16));
    }

    private ulong ComputeKey(char kind, string text)
    {
        Reserve(1 + Encoding.UTF8.GetMaxByteCount(text.Length));
        _input[0] = (byte)kind;
        int length = 1 + Encoding.UTF8.GetBytes(text, 0, text.Length, _input, 1);
        return SipHash.Compute(salt.AsSpan(0, SipHash.KeyLength), _input.AsSpan(0, length));
    }

    private void Reserve(int length)
    {
        if (_input.Length < length)
        {
            _input = new byte[length * 2];
        }
    }
}
