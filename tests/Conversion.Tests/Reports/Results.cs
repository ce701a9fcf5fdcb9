using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Model;
using Conversion.Reports;

namespace Conversion.Tests.Reports;

/// <summary>Results of every kind, without a command that returns them.</summary>
internal static class Results
{
    public static readonly Guid Id = new("a1b2c3d4-e5f6-7890-abcd-ef1234567890");

    public static CnvRun Run(long known = 0, long unsubscribed = 0, long changed = 0, long removed = 0, int? minimum = null) => new(record: null)
    {
        Command = minimum is null ? "Set-CnvContact" : "Sync-CnvContact",
        KeyId = "test",
        BaseUri = "https://api.example/",
        StartedAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        KnownContacts = known,
        Unsubscribed = unsubscribed,
        Changed = changed,
        Removed = removed,
        MaximumUnsubscribePercent = minimum is null ? null : 10,
        MaximumChangePercent = minimum is null ? null : 100,
        MaximumRemovePercent = minimum is null ? null : 20,
        GuardMinimumCount = minimum,
    };

    public static CnvContactResult Of(
        UpsertStatus status, string? code = null, long? row = 1, object? input = null, string? email = null, CnvRun? run = null, int attempts = 1, double seconds = 0.01) =>
        new(row, email, input, requestedId: null, new UpsertOutcome
        {
            Status = status,
            ErrorCode = code,
            ErrorMessage = code is null ? null : $"It happened to {email}.",
            Attempts = attempts,
            Duration = TimeSpan.FromSeconds(seconds),
        }, run ?? Run());

    /// <summary>Results, written as <c>3 Created, 1 Rejected invalid_email</c>.</summary>
    public static object[] Of(string list) =>
    [
        .. list.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(' ')).SelectMany(part => Enumerable.Range(0, int.Parse(part[0], null))
            .Select(_ => (object)Of(Enum.Parse<UpsertStatus>(part[1]), part.ElementAtOrDefault(2), row: part[1] == "Removed" ? null : 1))),
    ];

    public static RunSummaryBuilder Count(params object[] results)
    {
        RunSummaryBuilder builder = new();
        ResultReader reader = new();
        foreach (object result in results)
        {
            Xunit.Assert.True(reader.TryRead(PSObject.AsPSObject(result), out RowResult row));
            builder.Add(row);
        }

        return builder;
    }
}
