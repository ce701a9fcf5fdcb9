using System;
using System.Collections.Generic;
using System.Text.Json;
using Conversion.Client;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Exports;

/// <summary>
/// A page of an export: <c>{"data":{"contacts":[…]},"pagination":{"nextCursor":"…"},"error":null}</c>. The whole body is checked when
/// it arrives. An item is read when it is asked for, so that not all of them are in memory at once.
/// </summary>
internal sealed class ExportPage
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<(int Start, int Length)> _items;

    private ExportPage(ReadOnlyMemory<byte> body, List<(int Start, int Length)> items, string? nextCursor)
    {
        _body = body;
        _items = items;
        NextCursor = nextCursor;
    }

    /// <summary>The number of items.</summary>
    public int Count => _items.Count;

    /// <summary>The cursor of the next page; null if there is none.</summary>
    public string? NextCursor { get; }

    /// <summary>The JSON of an item.</summary>
    public ReadOnlyMemory<byte> this[int index] => _body.Slice(_items[index].Start, _items[index].Length);

    /// <summary>Reads the structure of a body; null if it is not a page.</summary>
    /// <param name="body">The body.</param>
    /// <param name="itemsName">The property of <c>data</c> that holds the items.</param>
    public static ExportPage? TryRead(ReadOnlyMemory<byte> body, string itemsName)
    {
        try
        {
            Utf8JsonReader reader = new(body.Span);
            return Read(ref reader, body, itemsName);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ExportPage? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string itemsName)
    {
        List<(int Start, int Length)>? items = null;
        string? cursor = null;
        bool sawData = false;
        bool sawPagination = false;
        bool isError = false;
        JsonShape.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("data"u8))
            {
                JsonShape.MarkSeen(ref sawData);
                items = ReadData(ref reader, itemsName);
            }
            else if (reader.ValueTextEquals("pagination"u8))
            {
                JsonShape.MarkSeen(ref sawPagination);
                cursor = ReadPagination(ref reader);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                isError |= reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        // Throws if anything follows the object.
        while (reader.Read())
        {
        }

        // Without its pagination nobody knows whether the page is the last.
        return items is null || isError || !sawPagination ? null : new ExportPage(body, items, string.IsNullOrEmpty(cursor) ? null : cursor);
    }

    private static List<(int Start, int Length)>? ReadData(ref Utf8JsonReader reader, string itemsName)
    {
        List<(int Start, int Length)>? items = null;
        if (!reader.EnterObject())
        {
            return null;
        }

        while (reader.NextProperty())
        {
            if (!reader.ValueTextEquals(itemsName))
            {
                reader.Skip();
                continue;
            }

            JsonShape.Require(items is null && reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            items = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                JsonShape.Require(reader.TokenType == JsonTokenType.StartObject);
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add((start, (int)reader.BytesConsumed - start));
            }
        }

        return items;
    }

    private static string? ReadPagination(ref Utf8JsonReader reader)
    {
        string? cursor = null;
        if (!reader.EnterObject())
        {
            return null;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("nextCursor"u8))
            {
                reader.ReadOnce(ref cursor);
            }
            else
            {
                reader.Skip();
            }
        }

        return cursor;
    }
}

/// <summary>What came of the request for a page.</summary>
/// <param name="Page">The page; null if it could not be read.</param>
/// <param name="Failure">Why not; null if it could.</param>
/// <param name="Traces">The traces of the attempts.</param>
internal sealed record ExportResult(ExportPage? Page, UpsertOutcome? Failure, IReadOnlyCollection<RequestTrace> Traces);
