using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conversion.Client;

namespace Conversion.Core.Tests.Client;

/// <summary>What a strict reader finds in one result of a batch.</summary>
/// <param name="Contact">The contact that went through; null for a failed item.</param>
/// <param name="Code">The code of a failed item.</param>
internal readonly record struct ReadItem(UpsertedContact? Contact, string? Code);

/// <summary>
/// What the answers say by the contract, read by another road than the client's: the whole document, held against a table of
/// which property may be what.
/// </summary>
internal static partial class StrictReading
{
    private static readonly (string Name, Predicate<JsonElement> Fits)[] s_error = [("code", IsTextOrNull), ("message", IsTextOrNull)];

    private static readonly (string Name, Predicate<JsonElement> Fits)[] s_item =
    [
        ("success", IsYesOrNo), ("cnvContactId", id => IsNull(id) || IsId(id)), ("contactCreated", created => IsNull(created) || IsYesOrNo(created)),
        ("error", error => IsTextOrNull(error) || Fits(error, s_error)),
        ("errorCode", IsTextOrNull), ("errorMessage", IsTextOrNull), ("code", IsTextOrNull), ("message", IsTextOrNull),
    ];

    private static readonly (string Name, Predicate<JsonElement> Fits)[] s_data =
    [
        ("cnvContactId", IsId), ("contactCreated", IsYesOrNo),
        ("results", results => results.ValueKind == JsonValueKind.Array && results.EnumerateArray().All(item => Fits(item, s_item))),
    ];

    private static readonly (string Name, Predicate<JsonElement> Fits)[] s_envelope =
        [("data", data => IsNull(data) || Fits(data, s_data)), ("error", error => IsNull(error) || Fits(error, s_error))];

    /// <summary>The contact of <c>{"data": {"cnvContactId", "contactCreated"}}</c>; null where the body does not say it.</summary>
    public static UpsertedContact? Contact(byte[] body) => Read(body, ContactOf);

    /// <summary>The results of a batch; null where the body has none, or one that makes no sense.</summary>
    public static IReadOnlyList<ReadItem>? Results(byte[] body) => Read(body, static data =>
    {
        if (Get(data, "results") is not { } results)
        {
            return null;
        }

        List<ReadItem> items = [];
        foreach (JsonElement item in results.EnumerateArray())
        {
            bool? success = Get(item, "success")?.GetBoolean();
            ReadItem? read = success == true ? Confirmed(item) : success == false ? new ReadItem(null, CodeOf(item)) : null;
            if (read is null)
            {
                return null;
            }

            items.Add(read.Value);
        }

        return items;
    });

    private static T? Read<T>(byte[] body, Func<JsonElement, T?> read)
    {
        ReadOnlyMemory<byte> json = body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsMemory(3) : body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return Fits(root, s_envelope) && Get(root, "error") is null && Get(root, "data") is { } data ? read(data) : default;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static UpsertedContact? ContactOf(JsonElement element) =>
        Get(element, "cnvContactId") is { } id && Get(element, "contactCreated") is { } created
            ? new UpsertedContact(new Guid(id.GetString()!), created.GetBoolean())
            : null;

    // An item that says both that it went through and that it did not says nothing.
    private static ReadItem? Confirmed(JsonElement item) =>
        Get(item, "error") is null && new[] { "errorCode", "errorMessage", "code" }.All(name => string.IsNullOrEmpty(Get(item, name)?.GetString()))
            && ContactOf(item) is { } contact
            ? new ReadItem(contact, null)
            : null;

    private static string CodeOf(JsonElement item)
    {
        string?[] codes =
        [
            Get(item, "error") is { ValueKind: JsonValueKind.Object } error ? Get(error, "code")?.GetString() : null,
            Get(item, "errorCode")?.GetString(),
            Get(item, "code")?.GetString(),
        ];
        return codes.FirstOrDefault(code => code is not null && Code().IsMatch(code)) ?? "upsert_failed";
    }

    // Every known property is there once at most, and what it must be; any other may be anything.
    private static bool Fits(JsonElement element, (string Name, Predicate<JsonElement> Fits)[] shape)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        HashSet<string> seen = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            foreach ((string name, Predicate<JsonElement> fits) in shape)
            {
                if (property.NameEquals(name) && !(seen.Add(name) && fits(property.Value)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static JsonElement? Get(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && !IsNull(value) ? value : null;

    private static bool IsNull(JsonElement element) => element.ValueKind == JsonValueKind.Null;

    private static bool IsYesOrNo(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    // Text that is none, a lone surrogate or bytes that are no UTF-8, throws where it is asked for.
    private static bool IsTextOrNull(JsonElement element) =>
        IsNull(element) || (element.ValueKind == JsonValueKind.String && element.GetString() is not null);

    private static bool IsId(JsonElement element) => element.ValueKind == JsonValueKind.String && Uuid().IsMatch(element.GetString()!);

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{1,64}\z")]
    private static partial Regex Code();
}
