using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Xunit;

namespace Conversion.Core.Tests.Emulator;

public sealed class ContactFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public ContactFileTests() => _path = _folder.Path("contacts.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Contacts_persist_after_reopening()
    {
        await SendAsync(
            """{"email":"a@example.com","subscriptionStatus":"SUBSCRIBED","fields":{"city":"Tromsø \"N\"\n","first_name":null,"last_name":" "}}""",
            """{"email":"b@example.com","syncToCRM":true,"companyFields":{"industry":[ 1, {"a": null} ]}}""",
            """{"email":"A@example.com","fields":{"job_title":"CEO"}}""");
        string before = Read(ContactStoreTests.Describe);
        Assert.Equal(before, Read(ContactStoreTests.Describe));
        using ContactStore store = ContactStore.Open(_path);
        Assert.Equal(["a@example.com", "b@example.com"], store.Select(static contact => contact.Email));
        Contact ann = store.Find("a@example.com")!;
        Assert.Equal(("SUBSCRIBED", "Tromsø \"N\"\n", " ", "CEO"),
            (ann.SubscriptionStatus, ann.Fields.Text("city"), ann.Fields.Text("last_name"), ann.Fields.Text("job_title")));
        Assert.Equal("""[1,{"a":null}]""", store.Find("b@example.com")!.CompanyFields["industry"].GetRawText());
        Assert.True(store.Find("b@example.com")!.SyncedToCrm);
    }

    [Fact]
    public async Task A_file_keeps_its_id_as_long_as_it_exists()
    {
        string id = Read(static store => store.Id);
        await SendAsync([.. Enumerable.Repeat("""{"email":"a@example.com"}""", 3)]);
        Assert.Equal(id, Read(static store => store.Id));
        Assert.Equal(id, Read(static store => store.Id));
        File.Delete(_path);
        Assert.NotEqual(id, Read(static store => store.Id));
    }

    [Fact]
    public void Each_store_in_memory_has_a_new_id() => Assert.NotEqual(new ContactStore().Id, new ContactStore().Id);

    /// <summary>Files of older versions have no id.</summary>
    [Fact]
    public async Task A_file_without_an_id_is_identified_by_its_path()
    {
        const string heading = """{"format":"conversion-emulator-contacts","version":1}""";
        File.WriteAllText(_path, heading + "\n");
        await SendAsync([.. Enumerable.Repeat("""{"email":"a@example.com"}""", 3)]);
        string id = Read(static store => store.Id);
        Assert.Equal(Path.GetFullPath(_path), id);
        Assert.Equal(id, Read(static store => store.Id));
        Assert.Equal(heading, ReadLines()[0]);
    }

    [Fact]
    public async Task A_blank_value_is_still_blank_after_reopening()
    {
        await SendAsync("""{"email":"a@example.com","fields":{"city":"  ","country":""}}""");
        await SendAsync("""{"email":"a@example.com","preserveExistingFields":true,"fields":{"city":"Oslo","country":"Norway"}}""");
        Assert.Equal(("Oslo", "Norway"), Read(static store => (store.Single().Fields.Text("city"), store.Single().Fields.Text("country"))));
    }

    [Fact]
    public async Task Changed_addresses_are_found_after_reopening()
    {
        Guid id = Guid.NewGuid();
        using (ContactStore store = ContactStore.Open(_path))
        {
            store.Put(new Contact(id, "old@example.com"));
        }

        await SendAsync($$"""{"cnvContactId":"{{id}}","email":"new@example.com"}""", """{"email":"old@example.com"}""");
        Assert.Equal(id, Read(static store => store.Find("new@example.com")!.Id));
        Assert.NotEqual(id, Read(static store => store.Find("old@example.com")!.Id));
    }

    [Fact]
    public async Task A_change_is_in_the_file_before_the_response()
    {
        using ContactStore store = ContactStore.Open(_path);
        Api api = Api.Create(contacts: store);
        ApiResponse response = await api.BatchAsync("""{"contacts":[{"email":"a@example.com"},{"email":"x"},{"email":"b@example.com"}]}""");
        Assert.Equal(3, response.Results.GetArrayLength());
        string[] lines = ReadLines();
        Assert.Equal(3, lines.Length);
        Assert.Contains("b@example.com", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_request_writes_no_line()
    {
        await SendAsync("""{"email":"a@example.com"}""");
        long length = new FileInfo(_path).Length;
        await SendAsync("""{"email":"x"}""", """{"email":"b@example.com","updateOnly":true}""");
        Assert.Equal(length, new FileInfo(_path).Length);
    }

    [Fact]
    public async Task An_incomplete_last_line_leaves_the_others_at_any_length()
    {
        await SendAsync("""{"email":"a@example.com"}""", """{"email":"b@example.com"}""");
        byte[] whole = File.ReadAllBytes(_path);
        int lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (int length = lastLine; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            await SendAsync("""{"email":"c@example.com"}""");
            Assert.Equal(["a@example.com", "c@example.com"], Read(static store => store.Select(static contact => contact.Email).ToArray()));
        }
    }

    [Fact]
    public async Task A_complete_last_line_without_a_line_feed_is_kept()
    {
        await SendAsync("""{"email":"a@example.com"}""");
        File.WriteAllText(_path, File.ReadAllText(_path).TrimEnd('\n'));
        await SendAsync("""{"email":"b@example.com"}""");
        Assert.Equal(2, Read(static store => store.Count));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"id":"x","email":"c@example.com","subscriptionStatus":"NO_STATUS","fields":{},"companyFields":{},"syncedToCrm":false}""")]
    [InlineData("""{"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","email":"c@example.com","subscriptionStatus":"NO_STATUS","fields":[],"companyFields":{},"syncedToCrm":false}""")]
    [InlineData("""{"id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","email":"A@example.com","subscriptionStatus":"NO_STATUS","fields":{},"companyFields":{},"syncedToCrm":false}""")]
    public async Task A_damaged_line_is_reported_and_the_file_is_not_changed(string line)
    {
        await SendAsync("""{"email":"a@example.com"}""", """{"email":"b@example.com"}""");
        string[] lines = ReadLines();
        string damaged = $"{lines[0]}\n{lines[1]}\n{line}\n{lines[2]}\n";
        File.WriteAllText(_path, damaged);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ContactStore.Open(_path));
        Assert.Contains(_path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", exception.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("email,first_name\na@example.com,Ann\n")]
    [InlineData("\n")]
    [InlineData("{}")]
    [InlineData("""{"format":"conversion-emulator-contacts","version":2}""")]
    [InlineData("""{"format":"conversion-emulator-contacts","version":1,"id":1}""")]
    [InlineData("""{"format":"conversion-emulator-contacts","version":1,"id":""}""")]
    [InlineData("""{"format":"conversion-emulator-contacts","version":1,"id":"3f25""")]
    [InlineData("""{"format":"conversion-emulator-contacts","version":1,"id":"}""")]
    public void Any_other_file_is_not_changed(string content)
    {
        File.WriteAllText(_path, content);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ContactStore.Open(_path));
        Assert.Contains(_path, exception.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_path));
    }

    [Fact]
    public async Task An_empty_file_is_an_empty_store()
    {
        File.WriteAllBytes(_path, []);
        await SendAsync("""{"email":"a@example.com"}""");
        Assert.Equal(1, Read(static store => store.Count));
    }

    [Fact]
    public async Task Outdated_lines_are_removed_by_reopening()
    {
        await SendAsync([.. Enumerable.Repeat("""{"email":"a@example.com"}""", 20)]);
        Assert.Equal(21, ReadLines().Length);
        Assert.Equal(1, Read(static store => store.Count));
        Assert.Equal(2, ReadLines().Length);
        Assert.Equal(["contacts.json", "contacts.json.lock"], Directory.GetFiles(Path.GetDirectoryName(_path)!).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Only_one_store_can_have_the_file_open()
    {
        using (ContactStore first = ContactStore.Open(_path))
        {
            IOException exception = Assert.Throws<IOException>(() => ContactStore.Open(_path));
            Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
        }

        ContactStore.Open(_path).Dispose();
    }

    [Fact]
    public void A_file_that_cannot_be_opened_leaves_no_lock_behind()
    {
        File.WriteAllText(_path, "nonsense");
        Assert.Throws<InvalidDataException>(() => ContactStore.Open(_path));
        File.Delete(_path);
        ContactStore.Open(_path).Dispose();
    }

    [Fact]
    public void A_closed_store_accepts_no_changes()
    {
        ContactStore store = ContactStore.Open(_path);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Put(new Contact(Guid.NewGuid(), "a@example.com")));
        Assert.Empty(store);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_file()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the folder's rights decide.
            return;
        }

        await SendAsync("""{"email":"a@example.com"}""", """{"email":"a@example.com"}""");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Owner, File.GetUnixFileMode(_path));
        Read(static store => store.Count);
        Assert.Equal(Owner, File.GetUnixFileMode(_path));
        File.SetUnixFileMode(_path, Owner | UnixFileMode.OtherRead);
        Read(static store => store.Count);
        Assert.Equal(Owner, File.GetUnixFileMode(_path));
    }

    private async Task SendAsync(params string[] bodies)
    {
        using ContactStore store = ContactStore.Open(_path);
        Api api = Api.Create(contacts: store);
        foreach (string body in bodies)
        {
            await api.UpsertAsync(body);
        }
    }

    private T Read<T>(Func<ContactStore, T> read)
    {
        using ContactStore store = ContactStore.Open(_path);
        return read(store);
    }

    private string[] ReadLines()
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }
}
