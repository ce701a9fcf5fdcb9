using System;

namespace Conversion.Emulator;

/// <summary>What became of one contact.</summary>
internal readonly record struct UpsertResult(Guid Id, bool Created, ApiError? Problem)
{
    public static UpsertResult Failed(ApiError problem) => new(Guid.Empty, false, problem);
}
