using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using FsCheck.Xunit;
using Xunit;

namespace Conversion.Tests.Secrecy;

/// <summary>The key is never exposed, whatever runs and whatever the server does.</summary>
public sealed class KeyTests
{
    private const string NormalUse = """
        Connect-Cnv -ApiKey $key -BaseUri $uri -MaximumRetryCount 0 -Name string -PassThru
        Connect-Cnv -ApiKey $secure -BaseUri $uri -MaximumRetryCount 0 -Name secure -PassThru
        Connect-Cnv -Credential $credential -BaseUri $uri -MaximumRetryCount 0 -RateLimit 5000 -Name credential -PassThru
        Get-CnvConnection
        Test-CnvConnection
        Test-CnvConnection -Quiet
        $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Email = "p$_@example.com"; first_name = 'Ann' } }
        $rows | ConvertTo-CnvContact | ForEach-Object { $_; $_.ToJson() }
        $rows | Set-CnvContact -WhatIf
        $rows | Set-CnvContact -JournalPath "$folder/single.journal"
        $rows | Set-CnvContact -JournalPath "$folder/batch.journal" -BatchSize 2
        $rows | Set-CnvContact -JournalPath "$folder/batch.journal" -BatchSize 2
        $rows | Sync-CnvContact -JournalPath "$folder/list.journal" -WhatIf
        $rows | Compare-CnvContact -JournalPath "$folder/list.journal"
        $rows | Sync-CnvContact -JournalPath "$folder/list.journal"
        $rows[0] | Sync-CnvContact -JournalPath "$folder/list.journal" -RemovedAction Unsubscribe
        [pscustomobject]@{ Email = 'nobody' } | Set-CnvContact
        Connect-Cnv -Sandbox -SandboxPath "$folder/sandbox.jsonl" -PassThru
        $rows | Set-CnvContact
        Get-CnvConnection | Disconnect-Cnv
        Get-CnvConnection
        """;

    // Each is the response to every request of a run; the message, the code or a header repeats the key.
    private static readonly Dictionary<string, Func<string, Fault>> s_responses = new()
    {
        ["400"] = key => Error(400, "invalid_email", key),
        ["401"] = key => Error(401, "unauthorized", key),
        ["403"] = key => Error(403, "forbidden", key),
        ["404"] = key => Error(404, "contact_not_found", key),
        ["409"] = key => Error(409, "conflict", key),
        ["429"] = key => Error(429, "rate_limited", key),
        ["500"] = key => Error(500, "internal_error", key),
        ["code"] = key => Error(400, key, key),
        ["item"] = key => Fault.RawBody(200, JsonSerializer.Serialize(new { data = new { results = new[] { Item(key), Item(key) } } })),
        ["html"] = key => Fault.RawBody(200, $"<html>{key}</html>", "text/html"),
        ["gateway"] = key => Fault.RawBody(502, $"<html>{key}</html>", "text/html"),
        ["redirect"] = key => Fault.RedirectTo("http://127.0.0.1:9/" + Uri.EscapeDataString(key)),
        ["retry-after"] = key => Fault.Status(503, retryAfter: key),
        ["reset"] = _ => Fault.ResetBeforeApplying(),
        ["lost"] = _ => Fault.ResetAfterApplying(),
        ["cut"] = _ => Fault.TruncatedBody(),
    };

    private static readonly (string Id, string Script)[] s_errors =
    [
        ("journal_mismatch", "@{ Email = 'a@b.c' } | Set-CnvContact -JournalPath $folder/other.csv"),
        ("journal_in_use", "@{ Email = 'a@b.c' } | Set-CnvContact -JournalPath $folder/held"),
        ("journal_unavailable", "@{ Email = 'a@b.c' } | Set-CnvContact -JournalPath $folder/no/such/folder"),
        ("not_connected", "Disconnect-Cnv; Test-CnvConnection"),
        ("connection_not_found", "Get-CnvConnection nobody"),
        ("error_limit", "@{ Email = 'nobody' } | Set-CnvContact -MaximumErrorCount 1"),
        ("change_limit", "foreach ($rows in @('a@b.c', 'd@b.c'), 'a@b.c') { $rows | Sync-CnvContact -JournalPath $folder/limited -GuardMinimumCount 1 }"),
    ];

    // The text after the key in the script, and the prefix before the secret in the key.
    private static readonly (string Id, string Parameters, string Prefix)[] s_scripts =
    [
        ("", "-Verbose -PassThru", "sk_live_canary_"),
        ("", "-Verbose; Connect-Cnv {0} -Verbose", "sk_live_canary_"),
        ("insecure_uri", "-BaseUri http://example.com", "sk_live_canary_"),
        ("insecure_uri", "-BaseUri 'https://u:{0}@example.com'", "sk_live_canary_"),
        ("insecure_uri", "-BaseUri 'https://example.com/?{0}'", "sk_live_canary_"),
        ("insecure_uri", "-BaseUri '{0}'", "sk_live_canary_"),
        ("insecure_uri", "-BaseUri 'http://[{0}'", "sk_live_canary_"),
        ("invalid_argument", "-TimeoutSec 0", "sk_live_canary_"),
        ("invalid_argument", "-TimeoutSec {0}", "sk_live_canary_"),
        ("invalid_argument", "-MaximumRetryCount 101", "sk_live_canary_"),
        ("invalid_argument", "-MaximumRetryCount 1, {0}", "sk_live_canary_"),
        ("invalid_argument", "-RateLimit abc", "sk_live_canary_"),
        ("invalid_argument", "-RateLimit {0}", "sk_live_canary_"),
        ("invalid_argument", "-Name ''", "sk_live_canary_"),
        ("invalid_argument", "-Name x, {0}", "sk_live_canary_"),
        ("invalid_argument", "-Sandbox", "sk_live_canary_"),
        ("invalid_argument", "-SandboxPath {0}", "sk_live_canary_"),
        ("invalid_argument", "-SandboxField {0}", "sk_live_canary_"),
        ("invalid_argument", "-Credential {0}", "sk_live_canary_"),
        ("invalid_argument", "{0}", "sk_live_canary_"),
        ("invalid_argument", "-Key {0}", "sk_live_canary_"),
        ("invalid_argument", "-Key:{0}", "sk_live_canary_"),
        ("invalid_argument", "-{0}", "sk_live_canary_"),
        ("invalid_argument", "-TimoutSec 5", "sk_live_canary_"),
        ("InputObjectNotBound", "; 1 | Connect-Cnv {0}", "sk_live_canary_"),
        ("invalid_api_key", "-Verbose", "sk_test_canary_"),
        ("invalid_api_key", "", "sk_live_canary_\u001B[31m"),
        ("invalid_api_key", "", "sk_live_canary_\r\nX-Other: "),
    ];

    [Fact]
    public async Task Normal_use_never_shows_the_key()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        Assert.Equal(["invalid_email,Conversion.Commands.SetCnvContactCommand"], api.Run(NormalUse));
        Assert.Equal(9, api.Emulator.Requests.Count);
        Assert.All(new[] { "single.journal", "batch.journal", "list.journal", "sandbox.jsonl" }, file => Assert.True(File.Exists(api.Folder.PathOf(file))));
        api.Canary.AssertAbsent(api.Texts);
    }

    [Fact]
    public async Task A_key_repeated_by_the_server_is_never_shown()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        foreach (string response in s_responses.Keys)
        {
            Fail(api, response);
        }

        api.Canary.AssertAbsent(api.Texts);
    }

    [Property(MaxTest = 3)]
    public async Task No_key_is_shown_whatever_characters_it_has(int seed)
    {
        await using CanaryApi api = await CanaryApi.StartAsync(Canary.Random(seed));
        api.Run(NormalUse);
        Fail(api, s_responses.Keys.ElementAt((int)((uint)seed % s_responses.Count)));
        api.Canary.AssertAbsent(api.Texts);
    }

    [Fact]
    public async Task A_request_that_times_out_never_shows_the_key()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        api.Emulator.Faults.Enqueue(Fault.Hang());
        IReadOnlyList<string> errors = api.Run(
            "Connect-Cnv $key -BaseUri $uri -TimeoutSec 1 -MaximumRetryCount 0; @{ Email = 'a@b.c' } | Set-CnvContact");
        Assert.Equal(["timeout,Conversion.Commands.SetCnvContactCommand"], errors);
        api.Canary.AssertAbsent(api.Texts);
    }

    [Fact]
    public async Task Errors_of_the_module_never_show_the_key()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        api.Folder.Write("other.csv", "Email\n");
        using (FileStream held = new(api.Folder.PathOf("held"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            foreach ((string id, string script) in s_errors)
            {
                Assert.StartsWith(id + ",", api.Run("Connect-Cnv -ApiKey $key -BaseUri $uri; " + script)[^1]);
            }
        }

        api.Canary.AssertAbsent(api.Texts);
    }

    [Fact]
    public async Task A_credential_made_in_the_script_itself_is_not_shown_with_it()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        foreach (string parameters in new[] { "-RateLimit abc", "-Sandbox", "-TimoutSec 5" })
        {
            IReadOnlyList<string> errors = api.Run(
                $"Connect-Cnv -Credential ([pscredential]::new('x', (ConvertTo-SecureString 'sk_live_canary_{api.Canary.Secret}' -AsPlainText -Force))) {parameters}");
            Assert.StartsWith("invalid_argument,", errors[^1]);
        }

        api.Canary.AssertAbsent(api.Texts);
    }

    /// <summary>A key in the script itself: errors and verbose messages include the line of the script.</summary>
    [Fact]
    public async Task A_key_in_the_script_is_not_shown_in_its_errors()
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        foreach ((string id, string parameters, string prefix) in s_scripts)
        {
            string key = prefix + api.Canary.Secret;
            IReadOnlyList<string> errors = api.Run($"Connect-Cnv -ApiKey '{key}' {parameters.Replace("{0}", key, StringComparison.Ordinal)}");
            Assert.Equal(id, errors.Count == 0 ? string.Empty : errors[^1].Split(',')[0]);
        }

        api.Canary.AssertAbsent(api.Texts);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Email = 'bad' } | Set-CnvContact -Verbose", "invalid_email")]
    [InlineData("Get-CnvConnection Nobody", "connection_not_found")]
    [InlineData("Disconnect-Cnv -All; Test-CnvConnection", "not_connected")]
    [InlineData("Disconnect-Cnv Nobody", "connection_not_found")]
    public async Task A_key_on_the_line_of_another_command_is_not_shown(string command, string id)
    {
        await using CanaryApi api = await CanaryApi.StartAsync(new Canary("s3cr3tOfTheCanary_Zq7"));
        IReadOnlyList<string> errors = api.Run($"Connect-Cnv sk_live_canary_{api.Canary.Secret} -BaseUri $uri; {command}");
        Assert.Equal(id, errors[^1].Split(',')[0]);
        api.Canary.AssertAbsent(api.Texts);
    }

    private static void Fail(CanaryApi api, string response)
    {
        Fault fault = s_responses[response](api.Canary.Key);
        int before = api.Emulator.Requests.Count;
        api.Emulator.Faults.Enqueue(fault, times: 1000);
        foreach (string command in new[] { "Test-CnvConnection", "$rows | Set-CnvContact", "$rows | Set-CnvContact -BatchSize 2 -JournalPath $folder/failed.journal" })
        {
            api.Run("$rows = 1..2 | ForEach-Object { @{ Email = \"p$_@example.com\" } }; Connect-Cnv $key -BaseUri $uri -MaximumRetryCount 0; " + command);
        }

        api.Emulator.Faults.Clear();
        Assert.True(api.Emulator.Requests.Count >= before + 3, response);
    }

    private static object Item(string key) => new { success = false, error = new { code = "upsert_failed", message = $"Not with {key}." } };

    private static Fault Error(int status, string code, string key) =>
        Fault.RawBody(status, JsonSerializer.Serialize(new { error = new { code, message = $"X-API-Key: {key}" } }));
}
