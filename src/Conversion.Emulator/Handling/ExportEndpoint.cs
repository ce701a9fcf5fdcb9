using System;
using System.IO;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>
/// An export: <c>{"limit", "cursor"}</c> and a filter in, a page out:
/// <c>{"data":{"contacts":[…]},"pagination":{"nextCursor":"…"},"error":null}</c>.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="export">The export, for its cursors.</param>
/// <param name="items">The property that holds the items.</param>
internal abstract class ExportEndpoint(EmulatorSettings settings, string export, string items) : Endpoint
{
    protected EmulatorSettings Settings { get; } = settings;

    protected static ApiError InvalidCursor { get; } = new(400, "invalid_cursor", "The cursor does not belong to this export.");

    public override ApiError? CheckAccess(EmulatorRequest request) => Settings.Exports switch
    {
        ExportAccess.Forbidden => new ApiError(403, "forbidden", "Exports are not enabled for this account."),
        ExportAccess.NotFound => ApiRouter.NotFound(request),
        _ => null,
    };

    public override EmulatorResponse Handle(EmulatorRequest request, Fault? fault, out bool applied)
    {
        applied = false;
        ExportCursor cursor = default;
        int limit = 0;
        ApiError? error = JsonBody.ReadObject(request.Body, body => Read(body, out cursor, out limit));
        return error is null ? WritePage(cursor, limit) : error.ToResponse();
    }

    /// <summary>Reads what the request asks for, beside <c>limit</c> and <c>cursor</c>.</summary>
    /// <param name="body">The body. It has no unknown property.</param>
    /// <param name="cursor">The cursor; null on the first page.</param>
    /// <param name="filter">Which items the export has.</param>
    protected abstract ApiError? ReadFilter(JsonElement body, ExportCursor? cursor, out string filter);

    /// <summary>Writes items.</summary>
    /// <param name="writer">Takes the items.</param>
    /// <param name="cursor">Where to begin.</param>
    /// <param name="count">The most items.</param>
    /// <param name="isEnd">Whether no item follows.</param>
    /// <returns>The position behind the last item.</returns>
    protected abstract int WriteItems(Utf8JsonWriter writer, ExportCursor cursor, int count, out bool isEnd);

    /// <summary>The properties of the body.</summary>
    protected virtual string[] Properties => ["limit", "cursor"];

    private ApiError? Read(JsonElement body, out ExportCursor cursor, out int limit)
    {
        cursor = default;
        limit = Settings.DefaultPageSize;
        if (JsonBody.CheckProperties(body, Properties) is { } unknown)
        {
            return unknown;
        }

        if (body.TryGetProperty("limit", out JsonElement asked)
            && !(asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out limit) && limit > 0))
        {
            return ApiError.InvalidRequest("limit must be a whole number above zero.");
        }

        limit = Math.Min(limit, Settings.MaximumPageSize);
        if (JsonBody.ReadText(body, "cursor", out string? text) is { } invalid)
        {
            return invalid;
        }

        if (text is not null && !ExportCursor.TryParse(text, export, out cursor))
        {
            return InvalidCursor;
        }

        ApiError? error = ReadFilter(body, text is null ? null : cursor, out string filter);
        cursor = new(export, cursor.Position, cursor.Page, filter);
        return error;
    }

    private EmulatorResponse WritePage(ExportCursor cursor, int limit)
    {
        bool isReduced = cursor.Page % 2 == 1;
        int count = !isReduced ? limit : Settings.ExportPages switch
        {
            ExportPages.Short => Math.Max(1, limit - 1),
            ExportPages.Empty => 0,
            _ => limit,
        };
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body, ApiError.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("data");
            writer.WriteStartArray(items);
            int position = WriteItems(writer, cursor, count, out bool isEnd);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteStartObject("pagination");
            writer.WriteString("nextCursor", Next(cursor, position, isEnd)?.ToString());
            writer.WriteEndObject();
            writer.WriteNull("error");
            writer.WriteEndObject();
        }

        return new(200, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private ExportCursor? Next(ExportCursor cursor, int position, bool isEnd) =>
        !isEnd ? cursor with { Position = position, Page = cursor.Page + 1 }
        : Settings.LastCursor == LastCursor.Null ? null
        : position == cursor.Position && cursor.Page > 0 ? cursor
        : cursor with { Position = position, Page = cursor.Page + 1 };
}
