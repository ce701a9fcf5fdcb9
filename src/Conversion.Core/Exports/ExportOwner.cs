using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Conversion.Exports;

/// <summary>The account that a cursor belongs to.</summary>
/// <param name="BaseUri">The base URI of the API.</param>
/// <param name="KeyId">The public part of the key.</param>
/// <param name="Sandbox">The id of the sandbox; null for an account. The file stores a hash of it.</param>
public sealed record ExportOwner(Uri BaseUri, string KeyId, string? Sandbox = null)
{
    // A slash at the end makes no difference to the address of a request.
    private string Address => BaseUri.AbsoluteUri.TrimEnd('/');

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteString("baseUri"u8, Address);
        json.WriteString("keyId"u8, KeyId);
        json.WriteString("sandbox"u8, ComputeHash(Sandbox));
    }

    /// <summary>Returns why the file belongs to another account; null if it does not.</summary>
    internal string? FindMismatch(JsonElement root) =>
        root.GetProperty("baseUri").GetString() != Address ? "belongs to another base URI"
        : root.GetProperty("keyId").GetString() != KeyId ? "belongs to another key"
        : root.GetProperty("sandbox").GetString() != ComputeHash(Sandbox)
            ? "belongs to another sandbox. A sandbox in memory is a new one each time you connect"
        : null;

    private static string? ComputeHash(string? text)
    {
        if (text is null)
        {
            return null;
        }

        using SHA256 sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
