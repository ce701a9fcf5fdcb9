using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>Get-CnvConnection, Disconnect-Cnv, and the scope of a connection.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly Api _api = new();
    private readonly Session _session = new();

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return _api.DisposeAsync();
    }

    private string[] Names(string command) => [.. _session.Run(command).Output.Select(item => ((CnvConnection)item.BaseObject).Name)];

    private void ConnectThree() => _session.Run("'one', 'two', 'three' | ForEach-Object { Connect-Cnv -Sandbox -Name $_ }");

    [Fact]
    public void The_newest_connection_is_current()
    {
        ConnectThree();
        Assert.Equal(["three"], Names("Get-CnvConnection | Where-Object IsCurrent"));
    }

    [Theory]
    [InlineData("Get-CnvConnection", "one two three")]
    [InlineData("Get-CnvConnection TWO", "two")]
    [InlineData("Get-CnvConnection t*", "two three")]
    [InlineData("Get-CnvConnection no*", "")]
    public void Connections_are_found_by_name(string command, string names)
    {
        ConnectThree();
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(command));
    }

    [Theory]
    [InlineData("Get-CnvConnection -Name nobody", "GetCnvConnectionCommand")]
    [InlineData("Disconnect-Cnv -Name nobody", "DisconnectCnvCommand")]
    public void An_unknown_connection_name_is_an_error(string command, string type)
    {
        ErrorRecord error = _session.Run(command).Error;
        Assert.Equal($"connection_not_found,Conversion.Commands.{type}", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.ObjectNotFound, "nobody"), (error.CategoryInfo.Category, error.TargetObject));
    }

    [Theory]
    [InlineData("Disconnect-Cnv", "one two")]
    [InlineData("Disconnect-Cnv one", "two three")]
    [InlineData("Disconnect-Cnv t*", "one")]
    [InlineData("Get-CnvConnection two | Disconnect-Cnv", "one three")]
    [InlineData("Disconnect-Cnv -All", "")]
    public void Connections_can_be_disconnected(string command, string left)
    {
        ConnectThree();
        Assert.Null(_session.Run(command).TerminatingError);
        Assert.Equal(left.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names("Get-CnvConnection"));
    }

    [Fact]
    public void After_the_current_connection_is_disconnected_there_is_none()
    {
        ConnectThree();
        _session.Run("Disconnect-Cnv");
        Assert.StartsWith("not_connected,", _session.Run("Set-CnvContact a@b.c").TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("sk_live_a_b -BaseUri http://example.com")]
    [InlineData("sk_live_a_b -TimeoutSec 0")]
    [InlineData("sk_live_a_b -RateLimit abc")]
    [InlineData("sk_live_a_b -Sandbox")]
    [InlineData("sk_live_a_b -Tenant x")]
    [InlineData("sk_live_a_b x")]
    [InlineData("-Credential $null")]
    [InlineData("-Sandbox -SandboxField ' '")]
    [InlineData("-Sandbox -SandboxPath Nope:\\x")]
    [InlineData("-Sandbox -SandboxPath .")]
    [InlineData("-Name three -ApiKey nonsense")]
    public void A_connection_that_cannot_be_made_leaves_none_current(string parameters)
    {
        ConnectThree();
        Assert.NotNull(_session.Run("Connect-Cnv " + parameters).TerminatingError);
        Assert.Equal(["one", "two", "three"], Names("Get-CnvConnection"));
        Assert.Empty(Names("Get-CnvConnection | Where-Object IsCurrent"));
        Assert.StartsWith("not_connected,", _session.Run("Set-CnvContact a@b.c").TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Set-CnvContact a@b.c", "SetCnvContactCommand")]
    [InlineData("Test-CnvConnection", "TestCnvConnectionCommand")]
    [InlineData("Disconnect-Cnv", "DisconnectCnvCommand")]
    public void Disconnecting_without_a_connection_does_nothing(string command, string type)
    {
        ErrorRecord ending = _session.Run(command).TerminatingError!;
        Assert.Equal($"not_connected,Conversion.Commands.{type}", ending.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ConnectionError, ending.CategoryInfo.Category);
    }

    [Fact]
    public void A_connection_of_the_same_name_replaces_the_old_one()
    {
        Run run = _session.Run("$old = Connect-Cnv -Sandbox -PassThru; Connect-Cnv -Sandbox; Set-CnvContact a@b.c -Connection $old");
        Assert.StartsWith("not_connected,", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(["Sandbox"], Names("Get-CnvConnection"));
    }

    [Fact]
    public void The_current_connection_belongs_to_the_runspace()
    {
        ConnectThree();
        using Session other = new();
        Assert.Empty(other.Run("Get-CnvConnection").Output);
    }

    [Fact]
    public void A_connection_can_be_handed_to_another_runspace()
    {
        using Session other = new();
        other.Set("connection", _session.Run("Connect-Cnv -Sandbox -PassThru").Single<CnvConnection>());
        Assert.Equal(UpsertStatus.Created, other.Run("Set-CnvContact a@b.c -Connection $connection").Result.Status);
    }

    [Fact]
    public async Task Two_connections_never_share_a_key()
    {
        ConversionEmulator open = new();
        await using Emulator.Server.EmulatorServer server = await Emulator.Server.EmulatorServer.StartAsync(open, cancellationToken: TestContext.Current.CancellationToken);
        using Session other = new();
        string[] ids = ["first", "second"];
        await Task.WhenAll(new[] { _session, other }.Zip(ids, (session, id) => Task.Run(() => session.Run(
            $"Connect-Cnv sk_live_{id}_secret -BaseUri '{server.BaseUri}'; 1..50 | ForEach-Object {{ Set-CnvContact \"{id}$_@b.c\" }}"))));
        Assert.All(open.Requests.Snapshot(), request => Assert.Contains($"\"{request.KeyId}", request.Body));
        Assert.Equal(100, open.Requests.Count);
    }

    [Fact]
    public void Removing_the_module_disconnects()
    {
        CnvConnection connection = _session.Run("Connect-Cnv -Sandbox -PassThru").Single<CnvConnection>();
        _session.Run("Remove-Module Conversion");
        using Session other = new();
        other.Set("connection", connection);
        Assert.StartsWith("not_connected,", other.Run("Set-CnvContact a@b.c -Connection $connection").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Testing_a_working_connection_succeeds_and_changes_nothing()
    {
        CnvConnectionTest test = _api.Session.Run("Test-CnvConnection").Single<CnvConnectionTest>();
        Assert.Equal(("Default", "test", true, true, null), (test.Name, test.KeyId, test.Reachable, test.Authorized, test.ErrorCode));
        Assert.True(test.LatencyMs >= 0);
        Assert.Matches("""^\{"cnvContactId":"[0-9a-f-]{36}","updateOnly":true\}$""", _api.Body);
        Assert.Empty(_api.Emulator.Contacts);
    }

    [Fact]
    public void Each_connection_test_sends_a_different_request()
    {
        _api.Session.Run("Test-CnvConnection; Test-CnvConnection");
        Assert.Equal(2, _api.Bodies.Distinct().Count());
    }

    public static TheoryData<string, bool, string> Failures => new()
    {
        { "401", true, "unauthorized" },
        { "403", true, "forbidden" },
        { "503", true, "internal_error" },
        { "html", true, "invalid_response" },
        { "reset", false, "network_error" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failed_test_reports_the_reason_after_one_request(string fault, bool reachable, string code)
    {
        _api.Emulator.Faults.Enqueue(fault switch
        {
            "html" => Fault.HtmlBody(200),
            "reset" => Fault.ResetBeforeApplying(),
            _ => Fault.Status(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
        });
        using Session session = _api.Connect("-MaximumRetryCount 6");
        Run run = session.Run("Test-CnvConnection");
        CnvConnectionTest test = run.Single<CnvConnectionTest>();
        Assert.Equal((reachable, false, code), (test.Reachable, test.Authorized, test.ErrorCode));
        Assert.Equal(reachable, test.LatencyMs is not null);
        Assert.Empty(run.Errors);
        Assert.Equal(1, _api.Emulator.Requests.Count);
    }

    [Theory]
    [InlineData(Api.Key, true)]
    [InlineData("sk_live_test_wrong", false)]
    public void Quiet_returns_a_Boolean(string key, bool good)
    {
        using Session session = _api.Connect(key: key);
        Assert.Equal(good, session.Run("Test-CnvConnection -Quiet").Single<bool>());
    }
}
