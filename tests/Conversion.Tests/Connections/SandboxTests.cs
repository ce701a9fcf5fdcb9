using System;
using System.IO;
using System.Linq;
using Conversion.Http;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>Connect-Cnv -Sandbox.</summary>
public sealed class SandboxTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly string _journal = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    private string SetWithJournal => $"Set-CnvContact a@b.c -JournalPath '{_journal}' ";

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_path + ".lock");
        File.Delete(_journal);
    }

    [Fact]
    public void A_sandbox_needs_neither_key_nor_network()
    {
        using Session session = new();
        CnvConnection connection = session.Run("Connect-Cnv -Sandbox -PassThru").Single<CnvConnection>();
        Assert.Equal(("Sandbox", true, "sandbox"), (connection.Name, connection.Sandbox, connection.KeyId));
        Assert.True(session.Run("Test-CnvConnection -Quiet").Single<bool>());
    }

    [Fact]
    public void A_sandbox_without_a_path_is_not_saved()
    {
        using (Session first = Session.OfSandbox())
        {
            first.Run("Set-CnvContact a@b.c");
        }

        using Session second = Session.OfSandbox();
        Assert.Equal(UpsertStatus.Created, second.Run("Set-CnvContact a@b.c").Result.Status);
    }

    [Fact]
    public void A_sandbox_with_a_path_keeps_its_contacts_between_sessions()
    {
        Guid? id;
        using (Session first = Session.OfSandbox($"-SandboxPath '{_path}'"))
        {
            id = first.Run("Set-CnvContact a@b.c").Result.CnvContactId;
        }

        using Session second = Session.OfSandbox($"-SandboxPath '{_path}'");
        CnvContactResult again = second.Run("Set-CnvContact a@b.c").Result;
        Assert.Equal((UpsertStatus.Updated, id), (again.Status, again.CnvContactId));
    }

    [Fact]
    public void An_in_memory_sandbox_is_a_new_account_for_each_connection()
    {
        using Session session = Session.OfSandbox();
        session.Run(SetWithJournal);
        Assert.Equal(UpsertStatus.Unchanged, session.Run(SetWithJournal).Result.Status);

        session.Run("Connect-Cnv -Sandbox");
        Run run = session.Run(SetWithJournal);
        Assert.Equal("journal_mismatch,Conversion.Commands.SetCnvContactCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Contains("belongs to another sandbox", run.TerminatingError.Exception.Message);
        Assert.Contains("-Force", run.TerminatingError.Exception.Message);
        Assert.Contains("-JournalPath", run.TerminatingError.Exception.Message);
        Assert.Equal(UpsertStatus.Created, session.Run(SetWithJournal + "-Force").Result.Status);
    }

    [Fact]
    public void A_sandbox_with_a_path_is_the_same_account_while_its_file_exists()
    {
        using Session session = Session.OfSandbox($"-SandboxPath '{_path}'");
        session.Run(SetWithJournal);
        session.Run($"Connect-Cnv -Sandbox -SandboxPath '{_path}'");
        Assert.Equal(UpsertStatus.Unchanged, session.Run(SetWithJournal).Result.Status);

        session.Run("Disconnect-Cnv -All");
        File.Delete(_path);
        session.Run($"Connect-Cnv -Sandbox -SandboxPath '{_path}'");
        Assert.StartsWith("journal_mismatch,", session.Run(SetWithJournal).TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Connecting_again_keeps_the_sandbox_file()
    {
        using Session session = Session.OfSandbox($"-SandboxPath '{_path}'");
        session.Run("Set-CnvContact a@b.c");
        Assert.Null(session.Run($"Connect-Cnv -Sandbox -SandboxPath '{_path}'").TerminatingError);
        Assert.Equal(UpsertStatus.Updated, session.Run("Set-CnvContact a@b.c").Result.Status);
    }

    [Fact]
    public void A_file_that_is_not_a_sandbox_is_not_changed()
    {
        File.WriteAllText(_path, "Email\na@b.c\n");
        using Session session = new();
        Run run = session.Run($"Connect-Cnv -Sandbox -SandboxPath '{_path}'");
        Assert.Equal("invalid_sandbox_path,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal("Email\na@b.c\n", File.ReadAllText(_path));
        Assert.False(File.Exists(_path + ".lock"));
    }

    [Fact]
    public void The_message_of_an_empty_path_says_that_it_is_empty()
    {
        using Session session = new();
        Run run = session.Run("Connect-Cnv -Sandbox -SandboxPath ''");
        Assert.Equal("invalid_sandbox_path,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.StartsWith("The sandbox file cannot be used: '' is not the path of a file: it is empty.", run.TerminatingError.Exception.Message);
    }

    [Fact]
    public void A_sandbox_file_in_use_is_refused()
    {
        using Session first = Session.OfSandbox($"-SandboxPath '{_path}'");
        using Session second = new();
        Assert.StartsWith("invalid_sandbox_path,", second.Run($"Connect-Cnv -Sandbox -SandboxPath '{_path}'").TerminatingError!.FullyQualifiedErrorId);
    }

    [Fact]
    public void Unknown_fields_are_refused_as_in_the_API()
    {
        using Session session = Session.OfSandbox();
        Assert.Equal("invalid_field", session.Run("Set-CnvContact a@b.c -Fields @{ shoe = 1 }").Result.ErrorCode);
    }

    [Fact]
    public void SandboxField_adds_fields_to_the_sandbox()
    {
        using Session session = Session.OfSandbox("-SandboxField shoe, companyFields.region");
        Run run = session.Run("Set-CnvContact a@b.c -Fields @{ shoe = 1 } -CompanyFields @{ region = 'x' }");
        Assert.Equal(UpsertStatus.Created, run.Result.Status);
    }

    [Theory]
    [InlineData("' '")]
    [InlineData("companyFields.")]
    public void A_sandbox_field_without_a_name_is_refused(string field)
    {
        using Session session = new();
        Run run = session.Run("Connect-Cnv -Sandbox -SandboxField " + field);
        Assert.Equal("invalid_sandbox_field,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-ApiKey sk_live_a_b")]
    [InlineData("-Credential x")]
    [InlineData("-BaseUri https://example.com")]
    [InlineData("-TimeoutSec 5")]
    [InlineData("-MaximumRetryCount 5")]
    [InlineData("-RateLimit 5")]
    public void Account_parameters_cannot_be_used_with_a_sandbox(string parameter)
    {
        using Session session = new();
        Run run = session.Run("Connect-Cnv -Sandbox " + parameter);
        Assert.Equal("invalid_argument,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.StartsWith(parameter.Split(' ')[0] + " is not allowed with -Sandbox.", run.TerminatingError.Exception.Message);
    }

    [Theory]
    [InlineData("Nope:\\x")]
    [InlineData("env:x")]
    [InlineData("Nope::x")]
    [InlineData("FileSystem::")]
    [InlineData("*.sandbox")]
    [InlineData("")]
    [InlineData(".")]
    public void What_is_no_path_of_a_file_is_refused(string path)
    {
        using ScratchFolder folder = new();
        using Session session = new();
        Run run = session.Run($"Set-Location '{Directory.CreateDirectory(folder.PathOf("here"))}'; Connect-Cnv -Sandbox -SandboxPath '{path}'");
        Assert.Equal("invalid_sandbox_path,Conversion.Commands.ConnectCnvCommand", run.TerminatingError!.FullyQualifiedErrorId);
        Assert.Equal(["here"], Directory.GetFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public void A_path_may_have_brackets()
    {
        using ScratchFolder folder = new();
        using Session session = new();
        Assert.Null(session.Run($"Connect-Cnv -Sandbox -SandboxPath '{folder.PathOf("[1].sandbox")}'").TerminatingError);
        Assert.True(File.Exists(folder.PathOf("[1].sandbox")));
    }
}
