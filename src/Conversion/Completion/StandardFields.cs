using System.Collections.Generic;

namespace Conversion.Completion;

/// <summary>The fields that every account has. The emulator compiles this file too.</summary>
internal static class StandardFields
{
    /// <summary>Keys of <c>fields</c>.</summary>
    public static IReadOnlyList<string> Contact { get; } =
        ["first_name", "last_name", "job_title", "phone_number", "city", "country", "timezone"];

    /// <summary>Keys of <c>companyFields</c>.</summary>
    public static IReadOnlyList<string> Company { get; } = ["company_name", "industry"];
}
