using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/container.</summary>
public sealed class ContainerTests : IAsyncLifetime
{
    private static readonly string s_dockerfile = File.ReadAllText(Checkout.Sample("runbooks/container/Dockerfile"));

    private readonly YamlMappingNode _cronJob;
    private readonly YamlMappingNode _volumeClaim;
    private RunbookSession _runbook = null!;

    public ContainerTests()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Checkout.Sample("runbooks/container/cronjob.yaml"))));
        _cronJob = (YamlMappingNode)yaml.Documents[0].RootNode;
        _volumeClaim = (YamlMappingNode)yaml.Documents[1].RootNode;
    }

    public async ValueTask InitializeAsync() => _runbook = await RunbookSession.StartAsync();

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private YamlNode Job => _cronJob["spec"]["jobTemplate"]["spec"];

    private YamlNode Pod => Job["template"]["spec"];

    private YamlNode Container => ((YamlSequenceNode)Pod["containers"]).Single();

    private List<string> Arguments => [.. ((YamlSequenceNode)Container["args"]).Select(argument => argument.ToString())];

    private static string Script => Regex.Match(s_dockerfile, @"^COPY (samples/\S+\.ps1) /app/$", RegexOptions.Multiline).Groups[1].Value;

    private static YamlNode Named(YamlNode list, string name) => ((YamlSequenceNode)list).Single(item => item["name"].ToString() == name);

    // The command of the pod, with the test's folder as the volume.
    private Task<DotnetProcess> RunPodAsync(string parameters = "", string key = Api.Key + "\n", string? script = null)
    {
        string line = string.Join(' ', Arguments.Select(argument => argument.Replace("/leads/", _runbook.Folder.Root + "/", StringComparison.Ordinal)));
        return DotnetProcess.RunAsync(
            new Dictionary<string, string> { ["CNV_API_KEY"] = key, ["NO_COLOR"] = "1" },
            Checkout.Shell, "-NoProfile", "-Command",
            $"$ErrorView = 'NormalView'; $PSDefaultParameterValues = @{{ 'Connect-Cnv:BaseUri' = '{_runbook.Api.BaseUri}'; 'Connect-Cnv:MaximumRetryCount' = 0 }};",
            $"& '{Path.Combine(Checkout.Root, script ?? Script)}' {line} {parameters}; exit $LASTEXITCODE");
    }

    [Fact]
    public void The_image_runs_an_existing_sample()
    {
        Assert.True(File.Exists(Path.Combine(Checkout.Root, Script)), Script);
        Assert.Matches($@"^ENTRYPOINT \[.*""-File"", ""/app/{Path.GetFileName(Script)}""\]$", s_dockerfile.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task The_other_command_of_the_pod_runs_a_sample_in_the_image()
    {
        string yaml = File.ReadAllText(Checkout.Sample("runbooks/container/cronjob.yaml"));
        string script = Regex.Match(yaml, @"# command: \[pwsh, .*-File, /app/(\S+\.ps1)\]$", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains($"COPY samples/runbooks/{script} /app/", s_dockerfile, StringComparison.Ordinal);

        _runbook.WriteList(RunbookSession.Leads);
        DotnetProcess run = await RunPodAsync(script: "samples/runbooks/" + script);
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(@"Created +: 4", run.Output);
    }

    [Theory]
    [InlineData("Conversion.psd1")]
    [InlineData("module")]
    public void The_image_copies_only_existing_files(string item)
    {
        Assert.Contains($"COPY --from=build /source/{item} ", s_dockerfile, StringComparison.Ordinal);
        Assert.True(Path.Exists(Path.Combine(Checkout.Root, item)));
    }

    [Fact]
    public void The_pods_arguments_are_parameters_of_the_sample()
    {
        ParamBlockAst parameters = Parser.ParseFile(Path.Combine(Checkout.Root, Script), out _, out _).ParamBlock;
        IEnumerable<string> known = parameters.Parameters.Select(parameter => "-" + parameter.Name.VariablePath.UserPath);
        Assert.Empty(Arguments.Where(argument => argument.StartsWith('-')).Except(known));
    }

    [Fact]
    public void Two_jobs_never_overlap() => Assert.Equal("Forbid", _cronJob["spec"]["concurrencyPolicy"].ToString());

    [Fact]
    public void A_failed_pod_is_retried_and_the_deadline_allows_all_retries()
    {
        int retries = int.Parse(Job["backoffLimit"].ToString());
        TimeSpan limit = TimeSpan.Parse(Arguments[Arguments.IndexOf("-TimeLimit") + 1]);
        Assert.True(retries > 0);
        Assert.Equal("Never", Pod["restartPolicy"].ToString());
        Assert.True(TimeSpan.FromSeconds(int.Parse(Job["activeDeadlineSeconds"].ToString())) >= (retries + 1) * limit);
    }

    [Fact]
    public void Another_pod_is_not_started_for_rows_to_correct_or_after_a_limit()
    {
        YamlNode rule = ((YamlSequenceNode)Job["podFailurePolicy"]["rules"]).Single();
        Assert.Equal(("FailJob", "In"), (rule["action"].ToString(), rule["onExitCodes"]["operator"].ToString()));
        Assert.Equal(Container["name"], rule["onExitCodes"]["containerName"]);
        Assert.Equal(["2", "3"], ((YamlSequenceNode)rule["onExitCodes"]["values"]).Select(value => value.ToString()));
    }

    [Fact]
    public void The_list_and_the_journal_are_on_the_persistent_volume()
    {
        string mount = Named(Container["volumeMounts"], "leads")["mountPath"].ToString();
        Assert.Equal(_volumeClaim["metadata"]["name"], Named(Pod["volumes"], "leads")["persistentVolumeClaim"]["claimName"]);
        Assert.StartsWith(mount + "/", Arguments[Arguments.IndexOf("-Path") + 1]);
        Assert.StartsWith(mount + "/", Arguments[Arguments.IndexOf("-StateFolder") + 1]);
    }

    [Fact]
    public void The_key_comes_from_a_secret()
    {
        YamlMappingNode variable = (YamlMappingNode)Named(Container["env"], "CNV_API_KEY");
        Assert.NotNull(variable["valueFrom"]["secretKeyRef"]["name"]);
        Assert.False(variable.Children.ContainsKey("value"));
        Assert.DoesNotContain("sk_live", s_dockerfile + _cronJob);
    }

    [Fact]
    public async Task The_pod_ends_when_only_rows_to_correct_are_left_and_shows_no_key()
    {
        _runbook.WriteList(RunbookSession.Leads);
        DotnetProcess run = await RunPodAsync("-Verbose");
        Assert.Equal(2, run.ExitCode);
        Assert.Matches(@"Created +: 4", run.Output);
        Assert.Matches(@"Rejected +: 2", run.Output);
        Assert.Contains("no-at-sign", run.Error);
        Assert.DoesNotContain("s3cr3t", run.Output + run.Error);
    }

    [Fact]
    public async Task A_pod_that_leaves_rows_fails_and_the_next_resumes()
    {
        _runbook.WriteList(RunbookSession.Leads);
        _runbook.Api.Emulator.Faults.WhenBodyContains("one@example.com", Emulator.Fault.Status(503), times: 1);
        DotnetProcess first = await RunPodAsync("-BatchSize 1");
        Assert.Equal(1, first.ExitCode);
        Assert.Contains("Run the same line again", first.Error);

        DotnetProcess second = await RunPodAsync("-BatchSize 1");
        Assert.Equal(2, second.ExitCode);
        Assert.Matches(@"Created +: 1\s", second.Output);
        Assert.Matches(@"Unchanged +: 3\s", second.Output);
    }

    [Theory]
    [InlineData("sk_live_test_s3cr3tThatIsRefused", "Check the key in the Conversion dashboard")]
    [InlineData("s3cr3t", "API key")]
    [InlineData("", "API key")]
    public async Task The_pod_fails_without_a_valid_key(string key, string message)
    {
        _runbook.WriteList(RunbookSession.Leads);
        DotnetProcess run = await RunPodAsync(key: key);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr3t", run.Output + run.Error);
    }
}
