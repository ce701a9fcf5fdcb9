using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>
/// Hashes contacts and requests with the salt of a journal: one SHA-256 hash for each contact. Its first part is the key of the
/// contact, its second part the key of the hash of a request for it, which is as good as secret for those who do not know the
/// contact. Not thread-safe.
/// </summary>
internal sealed class ContactHasher(byte[] salt) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Used again for each row, so that a million rows leave no garbage.
    private byte[] _input = [];

    /// <summary>Returns the key of a contact: a hash of its id if the row has one, otherwise of its address.</summary>
    public ulong ComputeKey(ContactIdentity identity) => BinaryPrimitives.ReadUInt64LittleEndian(ComputeHash(identity));

    /// <summary>Returns the key of the contact of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fingerprint">A hash of the request without its subscription status.</param>
    public ulong ComputeKey(ContactRequest request, out ulong fingerprint)
    {
        ReadOnlySpan<byte> hash = ComputeHash(request.Identity);
        fingerprint = SipHash.Compute(hash.Slice(sizeof(ulong), SipHash.KeyLength), WithoutStatus(request));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public void Dispose() => _sha256.Dispose();

    private byte[] ComputeHash(ContactIdentity identity)
    {
        int start = salt.Length + 1;
        int length;
        if (identity.CnvContactId is Guid id)
        {
            length = start + 16;
            Reserve(length);
            _input[start - 1] = (byte)'i';
            MemoryMarshal.Write(_input.AsSpan(start), ref id);
        }
        else
        {
            string email = identity.Email!.ToLowerInvariant();
            Reserve(start + Encoding.UTF8.GetMaxByteCount(email.Length));
            _input[start - 1] = (byte)'e';
            length = start + Encoding.UTF8.GetBytes(email, 0, email.Length, _input, start);
        }

        // One call: each costs more than the bytes.
        salt.CopyTo(_input, 0);
        _sha256.AppendData(_input, 0, length);
        return _sha256.GetHashAndReset();
    }

    private ReadOnlySpan<byte> WithoutStatus(ContactRequest request)
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
