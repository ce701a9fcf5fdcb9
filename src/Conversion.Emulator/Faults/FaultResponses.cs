using System;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conversion.Emulator;

/// <summary>The responses of faults.</summary>
internal static class FaultResponses
{
    public static EmulatorResponse Reset(EmulatorResponse? response) =>
        new(0, default, null) { Connection = ConnectionOutcome.ResetBeforeResponse };

    public static EmulatorResponse Status(int code, string? body, string? contentType, string? retryAfter)
    {
        byte[] content = body is null ? Envelope(code) : Encoding.UTF8.GetBytes(body);
        return new(code, content, contentType ?? EmulatorResponse.Json)
        {
            Headers = retryAfter is null ? [] : [new("Retry-After", retryAfter)],
        };
    }

    public static EmulatorResponse Truncate(EmulatorResponse response, int? bytes) => response with
    {
        Connection = ConnectionOutcome.ResetWithinBody,
        BytesBeforeReset = Math.Min(bytes ?? response.Body.Length / 2, Math.Max(0, response.Body.Length - 1)),
    };

    public static EmulatorResponse TruncateJson(EmulatorResponse response, int? bytes) => response with
    {
        Body = response.Body.Slice(0, Math.Min(bytes ?? response.Body.Length / 2, response.Body.Length)),
    };

    public static byte[] HtmlPage(int status) => Encoding.UTF8.GetBytes(
        $"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>\n");

    public static EmulatorResponse ChangeResultCount(EmulatorResponse response, int difference)
    {
        if (response.StatusCode != 200 || JsonNode.Parse(response.Body.Span) is not { } root || root["data"]?["results"] is not JsonArray results)
        {
            return response;
        }

        for (; difference < 0 && results.Count > 0; difference++)
        {
            results.RemoveAt(results.Count - 1);
        }

        for (; difference > 0; difference--)
        {
            results.Add(results.Count > 0 ? results[0]!.DeepClone() : new JsonObject { ["success"] = true, ["cnvContactId"] = Guid.Empty.ToString("D"), ["contactCreated"] = true });
        }

        return response with { Body = JsonSerializer.SerializeToUtf8Bytes(root) };
    }

    private static byte[] Envelope(int status)
    {
        (string code, string message) = status switch
        {
            400 => ("invalid_request", "The request is invalid."),
            401 => ("unauthorized", "The API key is missing or invalid."),
            403 => ("forbidden", "The API key may not do this."),
            404 => ("contact_not_found", "No contact matches."),
            429 => ("rate_limited", "Too many requests."),
            >= 500 => ("internal_error", "An internal error occurred."),
            _ => ("error", "The request failed."),
        };
        return new ApiError(status, code, message).ToResponse().Body.ToArray();
    }
}
