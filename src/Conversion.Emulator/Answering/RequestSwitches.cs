using System.Text.Json;

namespace Conversion.Emulator;

/// <summary>What is said for a whole request.</summary>
internal struct RequestSwitches
{
    public bool UpdateOnly { get; private set; }

    public bool SyncToCrm { get; private set; }

    public bool PreserveExistingFields { get; private set; }

    public ApiError? Read(ref Utf8JsonReader reader, RequestProperties property)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return ApiError.InvalidRequest("updateOnly, syncToCRM and preserveExistingFields must be true or false.");
        }

        bool value = reader.GetBoolean();
        switch (property)
        {
            case RequestProperties.UpdateOnly:
                UpdateOnly = value;
                break;
            case RequestProperties.SyncToCrm:
                SyncToCrm = value;
                break;
            default:
                PreserveExistingFields = value;
                break;
        }

        return null;
    }
}
