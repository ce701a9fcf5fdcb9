using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Model;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Sync;

/// <summary>A list and an account that Sync-CnvContact keeps in step, night after night.</summary>
public abstract class SyncTestBase : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private int _contactsSeen;

    internal Api Api { get; } = new();

    public ValueTask InitializeAsync() => Api.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Api.DisposeAsync();
        _folder.Dispose();
    }

    private protected string Journal => _folder.PathOf("everyone.journal");

    private protected string Sync => $"Sync-CnvContact -JournalPath '{Journal}' ";

    private protected string Compare => $"Compare-CnvContact -JournalPath '{Journal}' ";

    private protected string Set => $"Set-CnvContact -JournalPath '{Journal}' ";

    private protected byte[]? JournalBytes => File.Exists(Journal) ? File.ReadAllBytes(Journal) : null;

    /// <summary>The contacts that were sent since this was read last: those of a batch one by one.</summary>
    private protected IReadOnlyList<string> SentSince()
    {
        IReadOnlyList<JsonObject> contacts = Api.Contacts;
        string[] sent = [.. contacts.Skip(_contactsSeen).Select(contact => contact.ToJsonString())];
        _contactsSeen = contacts.Count;
        return sent;
    }

    private protected Run Night(params object?[] rows) => Api.Session.Pipe(Sync, rows);

    private protected Run NightWith(string parameters, params object?[] rows) => Api.Session.Pipe(Sync + parameters, rows);

    private protected string StatusOf(string email) => Api.Emulator.Contacts.Find(email)!.SubscriptionStatus;

    private protected Guid IdOf(string email) => Api.Emulator.Contacts.Find(email)!.Id;

    /// <summary>What people do in the account itself, past the list.</summary>
    private protected void PutInAccount(string email, string status) =>
        Api.Emulator.Contacts.Put(new Contact(Api.Emulator.Contacts.Find(email)?.Id ?? Guid.NewGuid(), email, status));

    private protected static PSObject Row(string email, string? status = null, string? city = null) =>
        Session.Row(("Email", email), ("SubscriptionStatus", status), ("city", city));

    private protected static object[] Rows(int count, string? status = null, string? city = null) => Rows(1, count, status, city);

    private protected static object[] Rows(int first, int count, string? status, string? city) =>
        [.. Enumerable.Range(first, count).Select(i => (object)Row($"a{i}@b.c", status, city))];

    private protected static IEnumerable<UpsertStatus> StatusesOf(Run run) => run.Results.Select(result => result.Status);

    private protected static void AssertEndedBy(string code, Run run) =>
        Assert.Equal(code + ",Conversion.Commands.SyncCnvContactCommand", run.TerminatingError?.FullyQualifiedErrorId);
}
