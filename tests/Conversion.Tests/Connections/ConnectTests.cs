using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>Connect-Cnv with a key.</summary>
public sealed class ConnectTests : IDisposable
{
    private const string Key = "sk_live_kid_s3cr3tOfTheKey";
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    private Run Connect(string parameters) => _session.Run("Connect-Cnv -PassThru " + parameters);

    [Fact]
    public void A_key_may_be_a_string()
    {
        CnvConnection connection = Connect($"'{Key}'").Single<CnvConnection>();
        Assert.Equal(
            ("Default", "https://pub-api.conversion.ai/api", "kid", false, 100, 6, null, true),
            (connection.Name, connection.BaseUri.AbsoluteUri, connection.KeyId, connection.Sandbox, connection.TimeoutSec, connection.MaximumRetryCount, connection.RateLimit, connection.IsCurrent));
        Assert.InRange(connection.ConnectedAt, DateTimeOffset.Now.AddMinutes(-1), DateTimeOffset.Now);
    }

    [Theory]
    [InlineData(" sk_live_kid_s3cr3tOfTheKey\r\n")]
    [InlineData("\"sk_live_kid_s3cr3tOfTheKey\"")]
    [InlineData(" ' sk_live_kid_s3cr3tOfTheKey ' ")]
    public void White_space_and_quotes_around_the_key_are_ignored(string text)
    {
        _session.Set("key", text);
        Assert.Equal("kid", Connect("-ApiKey $key").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_may_be_a_SecureString()
    {
        _session.Set("key", Secure(Key));
        Assert.Equal("kid", Connect("-ApiKey $key").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_may_be_a_credentials_password()
    {
        _session.Set("credential", new PSCredential("anybody", Secure(Key)));
        Assert.Equal("kid", Connect("-Credential $credential").Single<CnvConnection>().KeyId);
    }

    [Theory]
    [InlineData("-ApiKey $null", "missing_api_key")]
    [InlineData("-ApiKey ''", "missing_api_key")]
    [InlineData("-ApiKey ' \"\" '", "missing_api_key")]
    [InlineData("-Credential $null", "missing_api_key")]
    [InlineData("-ApiKey nonsense_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey sk_live_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey sk_test_kid_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey 'sk_live_kid_s3cr3t with blanks'", "invalid_api_key")]
    [InlineData("-ApiKey @('sk_live_kid_s3cr3t','x')", "invalid_api_key")]
    [InlineData("-Credential x", "missing_api_key")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri http://example.com", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri 'http://[bad'", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri $null", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri 5", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri ftp://example.com", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri example.com/api", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri https://me:s3cr3t@example.com", "insecure_uri")]
    public void Invalid_arguments_end_the_command_and_show_no_secret(string parameters, string id)
    {
        Run run = Connect(parameters);
        ErrorRecord error = run.TerminatingError!;
        Assert.Equal($"{id},Conversion.Commands.ConnectCnvCommand", error.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        string shown = string.Join("\n", error, error.Exception, error.InvocationInfo.Line, error.InvocationInfo.PositionMessage, error.TargetObject);
        Assert.DoesNotContain("s3cr3t", shown);
        Assert.Empty(_session.Run("Get-CnvConnection").Output);
    }

    [Theory]
    [InlineData("http://localhost:1/api")]
    [InlineData("http://127.0.0.1:1/api")]
    [InlineData("http://[::1]:1/api")]
    [InlineData("https://example.com/api/")]
    public void Http_is_allowed_for_the_local_machine_only(string uri) =>
        Assert.Null(Connect($"'{Key}' -BaseUri '{uri}'").TerminatingError);

    [Fact]
    public void The_connection_never_shows_the_key()
    {
        PSObject connection = Connect($"'{Key}' -Verbose").Output.Single();
        string shown = connection + string.Concat(connection.Properties.Select(property => $"{property.Name}={property.Value};"));
        Assert.DoesNotContain("s3cr3t", shown);
        Assert.DoesNotContain("s3cr3t", System.Text.Json.JsonSerializer.Serialize(connection.BaseObject));
        Assert.DoesNotContain("s3cr3t", PSSerializer.Serialize(connection.BaseObject, 5));
    }

    [Fact]
    public void Verbose_shows_the_connection_without_the_key()
    {
        Run run = Connect($"'{Key}' -Verbose");
        Assert.Contains("kid", Assert.Single(run.Verbose));
        Assert.DoesNotContain("s3cr3t", run.Verbose[0]);
    }

    [Fact]
    public async Task Connecting_makes_no_request()
    {
        Api api = new();
        await api.InitializeAsync();
        api.Connect();
        Assert.Equal(0, api.Emulator.Requests.Count);
        await api.DisposeAsync();
    }

    [Fact]
    public void Without_PassThru_nothing_is_emitted() => Assert.Empty(_session.Run($"Connect-Cnv '{Key}'").Output);

    [Fact]
    public void Settings_are_applied_to_the_connection()
    {
        CnvConnection connection = Connect($"'{Key}' -Name x -TimeoutSec 7 -MaximumRetryCount 0 -RateLimit 2.5").Single<CnvConnection>();
        Assert.Equal(("x", 7, 0, 2.5), (connection.Name, connection.TimeoutSec, connection.MaximumRetryCount, connection.RateLimit));
    }

    [Theory]
    [InlineData("-TimeoutSec 0", "-TimeoutSec must be a whole number from 1 to 86400.")]
    [InlineData("-TimeoutSec 86401", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec 1e20", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec soon", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec $null", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec ''", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec $true", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec 1, 2", "-TimeoutSec must be")]
    [InlineData("-TimeoutSec { 5 }", "-TimeoutSec must be")]
    [InlineData("-MaximumRetryCount -1", "-MaximumRetryCount must be a whole number from 0 to 100.")]
    [InlineData("-MaximumRetryCount 101", "-MaximumRetryCount must be")]
    [InlineData("-RateLimit 0", "-RateLimit must be a number from 0.001 to 100000.")]
    [InlineData("-RateLimit 100001", "-RateLimit must be")]
    [InlineData("-RateLimit abc", "-RateLimit must be")]
    [InlineData("-RateLimit '2,5'", "-RateLimit must be")]
    [InlineData("-RateLimit NaN", "-RateLimit must be")]
    [InlineData("-Name ''", "-Name must be one name that is not blank.")]
    [InlineData("-Name ' '", "-Name must be")]
    [InlineData("-Name $null", "-Name must be")]
    [InlineData("-Name a, b", "-Name must be")]
    [InlineData("-Sandbox", "-ApiKey is not allowed with -Sandbox.")]
    [InlineData("-Sandbox:yes", "-ApiKey is not allowed with -Sandbox.")]
    [InlineData("-SandboxPath x", "-SandboxPath is only allowed with -Sandbox.")]
    [InlineData("-SandboxField x", "-SandboxField is only allowed with -Sandbox.")]
    [InlineData("-Credential x", "-ApiKey and -Credential are not allowed together.")]
    [InlineData("-TimoutSec 5", "Connect-Cnv has no parameter -TimoutSec.")]
    [InlineData("-Tenant:x -Verbos1", "Connect-Cnv has no parameter -Tenant.")]
    [InlineData("x", "Connect-Cnv takes one value without a parameter name, the key.")]
    public void Settings_that_make_no_sense_are_refused_by_the_command_itself(string parameters, string message)
    {
        Run run = Connect($"-ApiKey '{Key}' {parameters}");
        Assert.Equal("invalid_argument,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, run.TerminatingError.CategoryInfo.Category);
        Assert.StartsWith(message, run.TerminatingError.Exception.Message);
        Assert.Empty(_session.Run("Get-CnvConnection").Output);
    }

    [Theory]
    [InlineData("-TimeoutSec '7' -MaximumRetryCount ' 0 ' -RateLimit '2.5'", 7, 0, 2.5)]
    [InlineData("-TimeoutSec 6.6 -MaximumRetryCount ([byte]100) -RateLimit ([decimal]0.001)", 7, 100, 0.001)]
    [InlineData("-TimeoutSec 86400L -MaximumRetryCount '1' -RateLimit 100000", 86400, 1, 100000)]
    public void A_number_may_be_a_string_and_is_written_with_a_point_everywhere(string parameters, int timeout, int retries, double rate)
    {
        CnvConnection connection = _session.Run(
            $"[cultureinfo]::CurrentCulture = 'de-DE'; Connect-Cnv '{Key}' -PassThru {parameters}").Single<CnvConnection>();
        Assert.Equal((timeout, retries, rate), (connection.TimeoutSec, connection.MaximumRetryCount, connection.RateLimit));
    }

    [Fact]
    public void A_name_may_be_a_number_and_a_switch_may_be_text()
    {
        CnvConnection connection = _session.Run($"Connect-Cnv '{Key}' -Name 5 -Sandbox:no -PassThru:yes").Single<CnvConnection>();
        Assert.Equal(("5", false), (connection.Name, connection.Sandbox));
    }

    [Fact]
    public void Its_parameters_have_the_types_of_what_they_take()
    {
        string syntax = _session.Run("Get-Command Connect-Cnv -Syntax").Single<string>();
        Assert.Contains(
            "Connect-Cnv [[-ApiKey] <securestring>] [-Credential <pscredential>] [-Sandbox] [-SandboxPath <string>] [-SandboxField <string[]>] " +
            "[-BaseUri <uri>] [-Name <string>] [-TimeoutSec <int>] [-MaximumRetryCount <int>] [-RateLimit <double>] [-PassThru]",
            syntax,
            StringComparison.OrdinalIgnoreCase);
    }

    private static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;
}
