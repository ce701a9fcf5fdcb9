using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Tests.Hosting;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Conversion.Tests.Runbooks;

/// <summary>samples/runbooks/container/indexed-job.yaml: a pod for each part of a list.</summary>
public sealed class IndexedJobTests : IAsyncLifetime
{
    private const string Index = "$(JOB_COMPLETION_INDEX)";

    private readonly YamlNode _job;
    private readonly YamlNode _claim;
    private RunbookSession _runbook = null!;

    public IndexedJobTests()
    {
        YamlStream yaml = [];
        yaml.Load(new StringReader(File.ReadAllText(Checkout.Sample("runbooks/container/indexed-job.yaml"))));
        _job = yaml.Documents[0].RootNode["spec"];
        _claim = yaml.Documents[1].RootNode;
    }

    public async ValueTask InitializeAsync() => _runbook = await RunbookSession.StartAsync();

    public ValueTask DisposeAsync() => _runbook.DisposeAsync();

    private YamlNode Pod => _job["template"]["spec"];

    private YamlNode Container => ((YamlSequenceNode)Pod["containers"]).Single();

    private List<string> Arguments => [.. ((YamlSequenceNode)Container["args"]).Select(argument => argument.ToString())];

    private string ArgumentOf(string parameter) => Arguments[Arguments.IndexOf(parameter) + 1];

    private Task<DotnetProcess> RunPodAsync(string index) => DotnetProcess.RunAsync(
        new Dictionary<string, string> { ["CNV_API_KEY"] = Api.Key, ["NO_COLOR"] = "1", ["CNV_TEST_API"] = _runbook.Api.BaseUri },
        [
            Checkout.Shell, "-NoProfile", "-Command",
            "$ErrorActionPreference = 'Stop'; $PSDefaultParameterValues = @{ 'Connect-Cnv:BaseUri' = $env:CNV_TEST_API };",
            $"& '{Checkout.Sample("runbooks/Import-Leads.ps1")}' "
            + string.Join(' ', Arguments.Select(argument => argument.Replace("/leads/", _runbook.Folder.Root + "/", StringComparison.Ordinal).Replace(Index, $"'{index}'", StringComparison.Ordinal)))
            + "; exit $LASTEXITCODE",
        ]);

    [Fact]
    public void Every_index_is_a_part()
    {
        Assert.Equal("Indexed", _job["completionMode"].ToString());
        Assert.Equal(Index, ArgumentOf("-Partition"));
        Assert.Equal(_job["completions"].ToString(), ArgumentOf("-PartitionCount"));
    }

    [Fact]
    public void A_part_with_rows_to_correct_does_not_end_the_others()
    {
        YamlNode rule = ((YamlSequenceNode)_job["podFailurePolicy"]["rules"]).Single();
        Assert.Equal("FailIndex", rule["action"].ToString());
        Assert.Equal(["2"], ((YamlSequenceNode)rule["onExitCodes"]["values"]).Select(value => value.ToString()));
        Assert.True(int.Parse(_job["backoffLimitPerIndex"].ToString()) > 0);
    }

    [Fact]
    public void The_pods_share_a_volume_with_the_list_and_the_journals()
    {
        Assert.Equal(["ReadWriteMany"], ((YamlSequenceNode)_claim["spec"]["accessModes"]).Select(mode => mode.ToString()));
        YamlNode volume = ((YamlSequenceNode)Pod["volumes"]).Single(item => item["name"].ToString() == "leads");
        Assert.Equal(_claim["metadata"]["name"], volume["persistentVolumeClaim"]["claimName"]);
    }

    [Fact]
    public async Task A_pod_sends_its_part_and_keeps_a_journal_of_its_own()
    {
        _runbook.WriteList("Email\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"a{i}@example.com\n")));
        DotnetProcess[] pods = await Task.WhenAll(RunPodAsync("2"), RunPodAsync("5"));
        Assert.All(pods, pod => Assert.True(pod.ExitCode == 0, pod.Output + pod.Error));
        Assert.InRange(_runbook.Api.Emulator.Contacts.Count, 2, 30);
        Assert.True(File.Exists(_runbook.Folder.PathOf("state/leads.2.journal")));
        Assert.True(File.Exists(_runbook.Folder.PathOf("state/leads.5.journal")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Index)]
    public async Task A_pod_without_its_index_fails_and_sends_nothing(string index)
    {
        _runbook.WriteList("Email\na@example.com\n");
        DotnetProcess pod = await RunPodAsync(index);
        Assert.Equal(1, pod.ExitCode);
        Assert.Contains("Partition", pod.Error, StringComparison.Ordinal);
        Assert.Empty(_runbook.Api.Bodies);
    }
}
