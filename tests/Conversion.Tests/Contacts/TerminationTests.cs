using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;
using static Conversion.Tests.Hosting.Session;

namespace Conversion.Tests.Contacts;

/// <summary>How a run ends before its input, and that nothing is sent afterwards.</summary>
public sealed class TerminationTests : IAsyncLifetime
{
    private readonly Api _api = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private static object[] Rows(int count) => Enumerable.Range(1, count).Select(i => (object)Row(("Email", $"a{i}@b.c"))).ToArray();

    // An event never creates a contact.
    private void PutContacts(int count)
    {
        foreach (int number in Enumerable.Range(1, count))
        {
            _api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), $"a{number}@b.c"));
        }
    }

    // A request sent after the pipeline returned would be counted too. The server notices a moment later than the client
    // that a request was cancelled.
    private void AssertQuiet()
    {
        int count = _api.Emulator.Requests.Count;
        Assert.True(System.Threading.SpinWait.SpinUntil(() => _api.Emulator.Requests.InFlight == 0, TimeSpan.FromSeconds(20)));
        _api.Session.Run("Set-CnvContact after@b.c");
        Assert.Equal(count + 1, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("sk_live_test_wrong", null, "unauthorized", ErrorCategory.AuthenticationError)]
    [InlineData(Api.Key, 403, "forbidden", ErrorCategory.PermissionDenied)]
    public void A_refused_key_ends_the_run_after_one_response(string key, int? fault, string code, ErrorCategory category)
    {
        if (fault is int status)
        {
            _api.Emulator.Faults.Enqueue(Fault.Status(status), 1000);
        }

        using Session session = _api.Connect(key: key);
        Run run = session.Pipe("Set-CnvContact", Rows(500));
        Assert.Equal($"{code},Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(category, run.TerminatingError.CategoryInfo.Category);
        Assert.Equal(1, _api.Emulator.Requests.Count);
        Assert.Empty(run.Errors);
        Assert.All(run.Results, result => Assert.Equal((UpsertStatus.NotSent, code), (result.Status, result.ErrorCode)));
        Assert.Equal(Enumerable.Range(1, run.Results.Count), run.Results.Select(result => (int)result.Row!));
        Assert.Contains(
            $"The connection is 'Default', with the key id test. Rows that were read and not sent: {run.Results.Count}.", run.TerminatingError.Exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 100")]
    public async Task Every_row_that_was_read_comes_out_of_a_refused_run(string parameters)
    {
        TaskCompletionSource isRead = new();
        await using Api api = new(new EmulatorSettings
        {
            ApiKey = Api.Key, Latency = TimeSpan.FromTicks(1), Delay = async (_, cancellation) => await isRead.Task.WaitAsync(cancellation),
        });
        await api.InitializeAsync();
        using Session session = api.Connect(key: "sk_live_test_wrong");
        session.Set("isRead", isRead);
        session.Set("rows", (object[])[.. Rows(10), Row(("Email", "x")), .. Rows(15)]);
        Run run = session.Run("& { $rows; $isRead.SetResult() } | Set-CnvContact " + parameters);
        Assert.Equal(26, run.Results.Count);
        Assert.Equal(25, run.Results.Count(result => result is { Status: UpsertStatus.NotSent, ErrorCode: "unauthorized" }));
        Assert.Equal("invalid_email", run.Results[10].ErrorCode);
        Assert.Contains("Rows that were read and not sent: 25. Check the key", run.TerminatingError!.Exception.Message);
        Assert.Contains("25 NotSent (unauthorized 25, rows 1, 2, 3 …)", Assert.Single(run.Information));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 2")]
    public void Where_a_warning_ends_the_command_every_row_that_was_sent_has_its_result(string parameters)
    {
        Run run = _api.Session.Pipe($"Set-CnvContact -WarningAction Stop {parameters}", [.. Enumerable.Range(1, 7).Select(i => (object)Row(("Email", $"a{i}@b.c"), ("city", "#N/A")))]);
        Assert.NotNull(run.TerminatingError);
        Assert.Equal(_api.Contacts.Count, run.Results.Count);
        Assert.Equal(7, run.Results.Count);
    }

    [Fact]
    public void Where_a_warning_ends_the_command_no_row_is_blamed_for_it()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -WarningAction Stop", Row(("Email", "a@b.c"), ("E-mail", "b@b.c")));
        Assert.NotNull(run.TerminatingError);
        Assert.Empty(run.Results);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public void A_row_whose_response_was_lost_before_the_key_was_refused_is_Unknown()
    {
        _api.Emulator.Faults.Enqueue(Fault.ResetAfterApplying()).Enqueue(Fault.Status(401), 1000);
        using Session session = _api.Connect("-MaximumRetryCount 3");
        Run run = session.Pipe("Set-CnvContact -ThrottleLimit 1", Rows(3));
        Assert.Equal([UpsertStatus.Unknown, UpsertStatus.NotSent, UpsertStatus.NotSent], run.Results.Select(result => result.Status));
        Assert.StartsWith("Row 1 (a1@b.c): unauthorized: ", run.Error.Exception.Message);
        Assert.StartsWith("unauthorized,", run.TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Completed_rows_are_returned_before_the_refused_key_error()
    {
        _api.Emulator.Faults.Enqueue(Fault.None, 20).Enqueue(Fault.Status(401), 1000);
        Run run = _api.Session.Pipe("Set-CnvContact -ThrottleLimit 1", Rows(500));
        Assert.Equal(20, run.Results.Count(result => result.Status == UpsertStatus.Created));
        Assert.All(run.Results.Skip(20), result => Assert.Equal(UpsertStatus.NotSent, result.Status));
        Assert.Equal("unauthorized,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void With_ErrorAction_Stop_the_first_error_ends_the_run(string command)
    {
        PutContacts(300);
        Run run = _api.Session.Pipe($"{command} -ErrorAction Stop", [.. Rows(3), Row(("Email", "x")), .. Rows(300)]);
        Assert.StartsWith("invalid_email,Conversion.Commands.", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(4, run.Output.Count);
        AssertQuiet();
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void An_exception_further_down_the_pipeline_ends_the_run(string command)
    {
        PutContacts(300);
        Run run = _api.Session.Pipe($"{command} | ForEach-Object {{ throw 'enough' }}", Rows(300));
        Assert.Equal("enough", run.TerminatingError!.Exception.Message);
        AssertQuiet();
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void Ctrl_C_ends_the_run_while_a_request_is_in_flight(string command)
    {
        _api.Emulator.Faults.Enqueue(Fault.Hang());
        StopWhen($"{command} a@b.c; {command} never@b.c", () => _api.Emulator.Requests.InFlight == 1);
        AssertQuiet();
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void Ctrl_C_ends_the_run_during_a_retry_delay(string command)
    {
        _api.Emulator.Faults.Enqueue(Fault.Status(503, retryAfter: "200"), 10);
        using Session session = _api.Connect("-MaximumRetryCount 6");
        StopWhen($"{command} a@b.c", () => _api.Emulator.Requests.Snapshot().Any(request => request.StatusCode == 503), session);
        Assert.Equal(1, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void The_run_ends_at_the_error_limit(string command)
    {
        PutContacts(500);
        Run run = _api.Session.Pipe($"{command} -MaximumErrorCount 2", [Row(("Email", "x")), .. Rows(1), Row(("Email", "y")), .. Rows(500)]);
        Assert.StartsWith("error_limit,Conversion.Commands.", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.LimitsExceeded, run.TerminatingError.CategoryInfo.Category);
        Assert.Equal(2, run.Errors.Count);
        Assert.True(run.Output.Count < 500, "It went on.");
        AssertQuiet();
    }

    [Fact]
    public void The_error_limit_message_is_singular_for_one_error()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -MaximumErrorCount 1", Row(("Email", "x")));
        Assert.StartsWith("Rows with an error: 1. That reaches -MaximumErrorCount. ", run.TerminatingError!.Exception.Message);
    }

    [Fact]
    public void Requests_in_flight_complete_when_the_run_ends()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -MaximumErrorCount 1 -ThrottleLimit 4", [.. Rows(10), Row(("Email", "y")), .. Rows(500)]);
        int confirmed = run.Results.Count(result => result.Status is UpsertStatus.Created or UpsertStatus.Updated);
        Assert.Equal(_api.Emulator.Requests.Count, confirmed);
        Assert.All(run.Results.Where(result => result.Status == UpsertStatus.NotSent), result => Assert.Equal("error_limit", result.ErrorCode));
    }

    [Theory]
    [InlineData("Set-CnvContact")]
    [InlineData("Add-CnvEvent moved")]
    public void After_the_time_limit_rows_are_NotSent_with_one_warning_and_no_error(string command)
    {
        Run run = _api.Session.Pipe($"{command} -TimeLimit 0 | ForEach-Object {{ \"$($_.Status) $($_.ErrorCode)\" }}", Rows(3));
        Assert.Equal(["NotSent time_limit", "NotSent time_limit", "NotSent time_limit"], run.Output.Select(result => result.ToString()));
        Assert.Single(run.Warnings);
        Assert.Empty(run.Errors);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void WhatIf_sends_nothing_and_returns_nothing()
    {
        Run run = _api.Session.Pipe("Set-CnvContact -WhatIf", Rows(3));
        Assert.Empty(run.Output);
        Assert.Equal(0, _api.Emulator.Requests.Count);
    }

    [Fact]
    public void Without_a_connection_no_input_is_read()
    {
        using Session session = new();
        Run run = session.Pipe("Set-CnvContact", Rows(3));
        Assert.Equal("not_connected,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
    }

    private void StopWhen(string script, Func<bool> condition, Session? session = null)
    {
        using PowerShell shell = (session ?? _api.Session).Prepare(script);
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(System.Threading.SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)));
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed} to stop.");
        Assert.Throws<PipelineStoppedException>(() => shell.EndInvoke(running));
    }
}
