using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Shell.Host;
using Xunit;

namespace Conversion.Tests.Shell;

/// <summary>Questions, and answers that are piped in.</summary>
public sealed class ShellPromptTests
{
    private const string Remove =
        "function Remove-It { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param([Parameter(Mandatory)] [string[]] $Name) "
        + "foreach ($one in $Name) { if ($PSCmdlet.ShouldProcess($one)) { \"removed $one\" } } }; ";

    [Theory]
    [InlineData("Y\nN\n", "removed a")]
    [InlineData("n\nYES\n", "removed b")]
    [InlineData("A\n", "removed a,removed b")]
    [InlineData("\nL\n", "removed a")]
    [InlineData("what\nY\nL\n", "removed a")]
    public void A_confirmation_takes_the_answer(string answers, string removed)
    {
        ShellRun run = ShellRun.WithInput(answers, "-c", Remove + "\"[$((Remove-It a, b) -join ',')]\"");
        Assert.Contains($"[{removed}]", run.Output, StringComparison.Ordinal);
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No  [L] No to All", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Confirmation_can_be_explained()
    {
        ShellRun run = ShellRun.WithInput("?\nL\n", "-c", Remove + "Remove-It a");
        Assert.Contains("Y - Continue with only the next step", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_mandatory_parameter_is_asked_for()
    {
        ShellRun run = ShellRun.WithInput("a\nb\n\n", "-c", Remove + "Remove-It -Confirm:$false");
        Assert.Contains("Name[0]: Name[1]: Name[2]: removed a", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("removed b" + Environment.NewLine, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_read_as_one()
    {
        ShellRun run = ShellRun.WithInput("hush\n", "-c", "$secret = $Host.UI.ReadLineAsSecureString(); \"$secret $($secret.Length)\"");
        Assert.Equal("System.Security.SecureString 4" + Environment.NewLine, run.Output);
    }

    [Fact]
    public void A_question_that_nobody_answers_is_an_error()
    {
        ShellRun run = ShellRun.Of("-c", Remove + "Remove-It a");
        Assert.DoesNotContain("removed", run.Output, StringComparison.Ordinal);
        Assert.Contains("the input has come to its end", run.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_question_can_be_interrupted()
    {
        using CancellationTokenSource interruption = new();
        using SilentReader input = new();
        ShellConsole console = new() { In = input, Out = new StringWriter(), Error = new StringWriter() };
        Task<ShellRun> run = Task.Run(() => ShellRun.Of(console, interruption.Token, "-c", "$Host.UI.ReadLine()"), TestContext.Current.CancellationToken);
        await input.Asked.WaitAsync(TestContext.Current.CancellationToken);
        await interruption.CancelAsync();
        Assert.Equal(130, (await run).ExitCode);
    }

    /// <summary>Somebody who was asked and says nothing until the test is over.</summary>
    private sealed class SilentReader : TextReader
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public override string? ReadLine()
        {
            _asked.TrySetResult();
            return _answer.Task.GetAwaiter().GetResult();
        }

        protected override void Dispose(bool disposing)
        {
            _answer.TrySetResult(null);
            base.Dispose(disposing);
        }
    }
}
