using System;

namespace Conversion.Emulator;

/// <summary>Checks the media type. The API does not document other types than JSON; here they get 400 <c>invalid_request</c>.</summary>
internal static class ContentTypeValidator
{
    public static ApiError? Validate(string? contentType)
    {
        if (string.Equals(contentType, EmulatorResponse.Json, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string[] parts = (contentType ?? string.Empty).Split(';');
        if (!string.Equals(parts[0].Trim(), EmulatorResponse.Json, StringComparison.OrdinalIgnoreCase))
        {
            return ApiError.InvalidRequest("The Content-Type must be application/json.");
        }

        for (int index = 1; index < parts.Length; index++)
        {
            string[] parameter = parts[index].Split('=');
            if (string.Equals(parameter[0].Trim(), "charset", StringComparison.OrdinalIgnoreCase)
                && !(parameter.Length == 2 && IsUtf8(parameter[1])))
            {
                return ApiError.InvalidRequest("The charset must be utf-8.");
            }
        }

        return null;
    }

    private static bool IsUtf8(string charset) =>
        string.Equals(charset.Trim().Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase);
}
