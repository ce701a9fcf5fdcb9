using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conversion.Client;

namespace Conversion.Core.Tests.Client;

/// <summary>What a strict reader finds in one result of a batch.</summary>
/// <param name="Contact">The confirmed contact; null for a failed item.</param>
/// <param name="Code">The code of a failed item.</param>
internal readonly record struct ReadItem(UpsertedContact? Contact, string? Code);

/// <summary>
/// Reads responses by the contract, independently of the client: compares the whole document with a table of
/// the allowed values of each property.
/// </summary>
internal static partial class StrictReader
{
    private static readonly (string Name, Predicate<JsonElement> Matches)[] s_error = [("code", IsTextOrNull), ("message", IsTextOrNull)];

    private static readonly (string Name, Predicate<JsonElement> Matches)[] s_item =
    [
        ("success", IsBoolean), ("cnvContactId", id => IsNull(id) || IsId(id)), ("contactCreated", created => IsNull(created) || IsBoolean(created)),
        ("error", error => IsTextOrNull(error) || Matches(error, s_error)),
        ("errorCode", IsTextOrNull), ("errorMessage", IsTextOrNull), ("code", IsTextOrNull), ("message", IsTextOrNull),
    ];

    private static readonly (string Name, Predicate<JsonElement> Matches)[] s_data =
    [
        ("cnvContactId", IsId), ("contactCreated", IsBoolean),
        ("results", results => results.ValueKind == JsonValueKind.Array && results.EnumerateArray().All(item => Matches(item, s_item))),
    ];

    private static readonly (string Name, Predicate<JsonElement> Matches)[] s_envelope =
        [("data", data => IsNull(data) || Matches(data, s_data)), ("error", error => IsNull(error) || Matches(error, s_error))];

    /// <summary>The contact of <c>{"data": {"cnvContactId", "contactCreated"}}</c>; null if the body does not have that format.</summary>
    public static UpsertedContact? Contact(byte[] body) => Read(body, ContactOf);

    /// <summary>The results of a batch; null if the body has none, or an invalid one.</summary>
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
            return Matches(root, s_envelope) && Get(root, "error") is null && Get(root, "data") is { } data ? read(data) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static UpsertedContact? ContactOf(JsonElement element) =>
        Get(element, "cnvContactId") is { } id && Get(element, "contactCreated") is { } created
            ? new UpsertedContact(new Guid(id.GetString()!), created.GetBoolean())
            : null;

    // An item that reports both success and an error is invalid.
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

    // Every known property occurs at most once and has an allowed value; any other property may have any value.
    private static bool Matches(JsonElement element, (string Name, Predicate<JsonElement> Matches)[] shape)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        HashSet<string> seen = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            foreach ((string name, Predicate<JsonElement> matches) in shape)
            {
                if (property.NameEquals(name) && !(seen.Add(name) && matches(property.Value)))
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

    private static bool IsBoolean(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    // Invalid text, a lone surrogate or bytes that are not UTF-8, throws when it is read.
    private static bool IsTextOrNull(JsonElement element) =>
        IsNull(element) || (element.ValueKind == JsonValueKind.String && element.GetString() is not null);

    private static bool IsId(JsonElement element) => element.ValueKind == JsonValueKind.String && Uuid().IsMatch(element.GetString()!);

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]{1,64}\z")]
    private static partial Regex Code();
}
