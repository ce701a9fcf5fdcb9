using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conversion.Model;

namespace Conversion.Journal;

/// <summary>What a journal belongs to: an account, and a part of a list or a whole one.</summary>
/// <param name="BaseUri">The base URI of the API.</param>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="Sandbox">The id of the sandbox, because all sandboxes have the same base URI and key; null for an account. The journal stores a hash of it.</param>
/// <param name="Partition">The part of the list, as index/count; null for a whole list.</param>
public sealed record JournalHeader(Uri BaseUri, string KeyId, string? Sandbox = null, string? Partition = null)
{
    /// <summary>Whether it is a journal of events, and not of contacts.</summary>
    public bool IsOfEvents { get; init; }

    private const string Format = "conversion-journal";
    private const string Events = "events";
    private const int Version = 2;
    private const int SaltLength = 2 * SipHash.KeyLength;

    internal static byte[] CreateSalt()
    {
        byte[] salt = new byte[SaltLength];
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        random.GetBytes(salt);
        return salt;
    }

    /// <summary>Returns the first line of the journal, with its line feed.</summary>
    internal byte[] Write(byte[] salt)
    {
        JsonBuffer line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("format"u8, Format);
            json.WriteNumber("version"u8, Version);
            json.WriteString("baseUri"u8, BaseUri.AbsoluteUri);
            json.WriteString("keyId"u8, KeyId);
            if (IsOfEvents)
            {
                json.WriteString("rows"u8, Events);
            }

            if (Sandbox is not null)
            {
                json.WriteString("sandbox"u8, ComputeHash(Sandbox, salt));
            }

            if (Partition is not null)
            {
                json.WriteString("partition"u8, Partition);
            }

            json.WriteBase64String("salt"u8, salt);
            json.WriteEndObject();
        }

        line.GetSpan(1)[0] = (byte)'\n';
        line.Advance(1);
        return line.ToArray();
    }

    /// <summary>Returns why a journal with this first line cannot be continued; null if it can.</summary>
    /// <param name="line">The line, without its line feed.</param>
    /// <param name="salt">The journal's salt.</param>
    internal (JournalDifference Difference, string Reason)? FindMismatch(ReadOnlyMemory<byte> line, out byte[] salt)
    {
        salt = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (Text(root, "format") != Format || root.GetProperty("version").GetInt32() != Version)
            {
                return (JournalDifference.Unreadable, "is not a journal of this version");
            }

            salt = root.GetProperty("salt").GetBytesFromBase64();
            if (salt.Length != SaltLength)
            {
                return (JournalDifference.Unreadable, "is not a journal of this version");
            }

            // A slash at the end makes no difference to the address of a request.
            return TextOrNull(root, "rows") is var rows && rows != (IsOfEvents ? Events : null) ? (JournalDifference.RowKind, $"is a journal of {rows ?? "contacts"}")
                : Text(root, "baseUri")?.TrimEnd('/') != BaseUri.AbsoluteUri.TrimEnd('/') ? (JournalDifference.Account, "belongs to another base URI")
                : Text(root, "keyId") != KeyId ? (JournalDifference.Account, "belongs to another key")
                : TextOrNull(root, "sandbox") != (Sandbox is null ? null : ComputeHash(Sandbox, salt))
                    ? (JournalDifference.Sandbox, "belongs to another sandbox. A sandbox in memory is a new one each time you connect")
                : FindPartitionMismatch(TextOrNull(root, "partition")) is string reason ? (JournalDifference.Partition, reason)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
            or System.Collections.Generic.KeyNotFoundException)
        {
            return (JournalDifference.Unreadable, "is not a journal");
        }
    }

    private string? FindPartitionMismatch(string? partition) => partition == Partition ? null
        : partition is null ? "belongs to a list that is not partitioned"
        : $"belongs to the partition {partition} of a list. With another number of partitions, contacts are in others";

    private static string? Text(JsonElement root, string name) => root.GetProperty(name).GetString();

    private static string? TextOrNull(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    private static string ComputeHash(string text, byte[] salt)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        return Convert.ToBase64String(hash.GetHashAndReset());
    }
}
