using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Hostile;

/// <summary>Sends a hostile row between two valid rows: each row has one result, and the valid rows succeed.</summary>
public abstract class HostileRowTestBase : IAsyncLifetime
{
    internal Api Api { get; } = new();

    public ValueTask InitializeAsync() => Api.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Api.DisposeAsync();
    }

    private protected static PSObject Row(object? value, string column = "score") => Session.Row(("Email", "odd@b.c"), (column, value));

    // The rows after the first are sent concurrently: their requests may arrive in any order.
    private protected string HostileBody => Api.Bodies.Single(body => body.Contains("odd@b.c", StringComparison.Ordinal));

    /// <summary>Sends the row between two others and converts it.</summary>
    private protected CnvContactResult Send(object? row, string parameters = "")
    {
        Run run = Api.Session.Pipe("Set-CnvContact " + parameters, Session.Row(("Email", "first@b.c")), row, Session.Row(("Email", "last@b.c")));
        Assert.Null(run.TerminatingError);
        Assert.Equal([1, 2, 3], run.Results.Select(result => result.Row));
        Assert.All([run.Results[0], run.Results[2]], result => Assert.True(result.Status is UpsertStatus.Created or UpsertStatus.Updated));

        Run converted = Api.Session.Pipe("ConvertTo-CnvContact " + parameters, row);
        Assert.Null(converted.TerminatingError);
        CnvContact contact = converted.Single<CnvContact>();
        Assert.Equal(contact.Issues.Length > 0, contact.ToJson() is null);
        Assert.True(contact.ToJson() is null || Api.Bodies.Contains(contact.ToJson()));
        return run.Results[1];
    }

    private protected void IsRefused(object? row, string code = ErrorCodes.InvalidValue, string parameters = "")
    {
        CnvContactResult result = Send(row, parameters);
        Assert.Equal((UpsertStatus.Rejected, code, 0), (result.Status, result.ErrorCode, result.Attempts));
        Assert.True(result.ErrorMessage!.Length < 1000);
    }
}
