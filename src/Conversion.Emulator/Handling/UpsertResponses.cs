using System;
using System.Buffers.Text;
using System.IO;
using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>Creates the responses of both endpoints for a valid request.</summary>
internal static class UpsertResponses
{
    private const int UuidLength = 36;

    /// <summary><c>{"data":{"cnvContactId":"…","contactCreated":true}}</c></summary>
    public static EmulatorResponse Single(UpsertResult result)
    {
        if (result.Error is not null)
        {
            return result.Error.ToResponse();
        }

        ReadOnlySpan<byte> before = "{\"data\":{\"cnvContactId\":\""u8;
        ReadOnlySpan<byte> after = result.Created ? "\",\"contactCreated\":true}}"u8 : "\",\"contactCreated\":false}}"u8;
        byte[] body = new byte[before.Length + UuidLength + after.Length];
        before.CopyTo(body);
        Utf8Formatter.TryFormat(result.Id, body.AsSpan(before.Length), out _);
        after.CopyTo(body.AsSpan(before.Length + UuidLength));
        return new(200, body);
    }

    /// <summary><c>{"data":{"results":[…]}}</c>, one result for each contact, in the order of the request.</summary>
    public static EmulatorResponse Batch(UpsertResult[] results, EmulatorSettings settings)
    {
        var body = new MemoryStream(results.Length * 100);
        using (var writer = new Utf8JsonWriter(body, ApiError.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("data");
            writer.WriteStartArray("results");
            foreach (UpsertResult result in results)
            {
                writer.WriteStartObject();
                writer.WriteBoolean("success", result.Error is null);
                if (result.Error is null)
                {
                    writer.WriteString("cnvContactId", result.Id);
                    writer.WriteBoolean("contactCreated", result.Created);
                }
                else
                {
                    WriteError(writer, result.Error, settings);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new(200, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static void WriteError(Utf8JsonWriter writer, ApiError error, EmulatorSettings settings)
    {
        string code = settings.BatchItemErrorCode == BatchItemErrorCode.UpsertFailed ? ApiError.UpsertFailed.Code : error.Code;
        switch (settings.BatchItemErrorShape)
        {
            case BatchItemErrorShape.Text:
                writer.WriteString("error", $"{code}: {error.Message}");
                break;
            case BatchItemErrorShape.Flat:
                writer.WriteString("code", code);
                writer.WriteString("message", error.Message);
                break;
            case BatchItemErrorShape.Prefixed:
                writer.WriteString("errorCode", code);
                writer.WriteString("errorMessage", error.Message);
                break;
            default:
                writer.WriteStartObject("error");
                writer.WriteString("code", code);
                writer.WriteString("message", error.Message);
                writer.WriteEndObject();
                break;
        }
    }
}
