using System;
using Conversion.Tests.Connections;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Prompt;

/// <summary>Connecting where a person looks on, and where nobody does.</summary>
[Collection(nameof(EnvironmentKeyTests))]
public sealed class ConnectAtPromptTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("CNV_API_KEY");
    private readonly InteractiveTestHost _host = new();

    public void Dispose() => Environment.SetEnvironmentVariable("CNV_API_KEY", _before);

    [Fact]
    public void A_bare_Connect_Cnv_asks_for_the_key_and_names_the_account()
    {
        using Session session = WithoutKey(_host);
        _host.Secrets.Enqueue(" 'sk_live_kid_s3cr3t' ");
        Run run = session.Run("Connect-Cnv; Get-CnvConnection");
        Assert.Null(run.TerminatingError);
        Assert.Equal("kid", run.Single<CnvConnection>().KeyId);
        Assert.StartsWith("API key (sk_live_...", _host.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Connected to the account with the key id kid at https://pub-api.conversion.ai/api.", _host.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Lines, line => line.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "missing_api_key")]
    [InlineData("nonsense", "invalid_api_key")]
    public void What_is_typed_is_checked(string typed, string code)
    {
        using Session session = WithoutKey(_host);
        _host.Secrets.Enqueue(typed);
        Assert.StartsWith(code, session.Run("Connect-Cnv").TerminatingError!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Lines, line => line.StartsWith("Connected", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Connect-Cnv -ApiKey sk_live_kid_s3cr3t")]
    [InlineData("Connect-Cnv -Sandbox")]
    [InlineData("Connect-Cnv -Name Sales", "missing_api_key")]
    [InlineData("Connect-Cnv -TimeoutSec 5", "missing_api_key")]
    public void With_anything_else_it_is_silent_and_never_asks(string line, string? code = null)
    {
        using Session session = WithoutKey(_host);
        Assert.Equal(code, session.Run(line).TerminatingError?.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(_host.Lines);
    }

    [Fact]
    public void Without_a_person_it_never_asks()
    {
        using Session session = WithoutKey(host: null);
        Run run = session.Run("Connect-Cnv");
        Assert.StartsWith("missing_api_key", run.TerminatingError!.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(session.Run("Get-CnvConnection").Information);
    }

    [Fact]
    public void Without_a_connection_a_person_is_told_how_to_connect()
    {
        using Session session = new(_host);
        Assert.Empty(session.Run("Get-CnvConnection").Output);
        Assert.StartsWith("There is no connection in this session. Connect with Connect-Cnv", Assert.Single(_host.Lines), StringComparison.Ordinal);
        session.Run("Connect-Cnv -Sandbox; Get-CnvConnection");
        session.Run("Get-CnvConnection nothing*");
        Assert.Single(_host.Lines);
    }

    private static Session WithoutKey(InteractiveTestHost? host)
    {
        Session session = host is null ? new() : new(host);
        session.Run("$env:CNV_API_KEY = $null");
        return session;
    }
}
