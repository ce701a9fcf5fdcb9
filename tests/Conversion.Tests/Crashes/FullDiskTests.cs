using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Crashes;

/// <summary>A journal that can no longer be written, as on a full disk: here, the file size is limited to one block.</summary>
public sealed class FullDiskTests
{
    private const int Rows = 200;

    [Theory]
    [InlineData("Set-CnvContact", 1, 1)]
    [InlineData("Set-CnvContact", 8, 1)]
    [InlineData("Set-CnvContact", 3, 7)]
    [InlineData("Sync-CnvContact", 1, 1)]
    [InlineData("Sync-CnvContact", 8, 1)]
    [InlineData("Sync-CnvContact", 3, 7)]
    [InlineData("Add-CnvEvent -Event moved -Property city", 3, 7)]
    public async Task On_a_full_disk_the_import_ends_and_reports_no_unrecorded_row_as_confirmed(string cmdlet, int throttle, int batch)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No limit of a file's size can be set for a process.");
        string command = $"{cmdlet} -ThrottleLimit {throttle} -BatchSize {batch}";
        using ScratchFolder folder = new();
        folder.Write("rows.csv", "Email,city,SubscriptionStatus\n" + string.Concat(Enumerable.Range(1, Rows).Select(
            row => string.Create(CultureInfo.InvariantCulture, $"p{row}@example.com,C{row},{(row % 2 == 0 ? "SUBSCRIBED" : "")}\n"))));
        await using Api api = new();
        await api.InitializeAsync();
        bool areEvents = cmdlet.StartsWith("Add-", StringComparison.Ordinal);
        foreach (int row in Enumerable.Range(1, areEvents ? Rows : 0))
        {
            api.Emulator.Contacts.Put(new Contact(Guid.NewGuid(), $"p{row}@example.com"));
        }

        // With SIGXFSZ ignored, a write beyond the limit fails as on a full disk. The runtime maps its code twice
        // to a large file unless W^X is disabled.
        using ImportProcess full = ImportProcess.Start(
            folder, api, command, "sh", "-c", "trap '' XFSZ; ulimit -f 8; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", "sh");
        string error = (await full.WaitForEndAsync()).Error;
        int sent = api.Emulator.Requests.Count;
        string[] claimed = [.. (await full.ReadResultsAsync()).Where(result => result[1] is "Created" or "Updated" or "Tracked").Select(result => result[0])];

        Assert.True(error.Contains("can no longer be written", StringComparison.Ordinal), error);
        Assert.Contains("Free disk space", error);
        Assert.True(new FileInfo(folder.PathOf("import.journal")).Length <= 4096);
        Assert.InRange(claimed.Length, 1, Rows - 1);

        using ImportProcess roomy = ImportProcess.Start(folder, api, command);
        Assert.Empty((await roomy.WaitForEndAsync()).Error);
        string[][] results = [.. await roomy.ReadResultsAsync()];
        Assert.Equal(Rows, results.Length);
        Assert.All(claimed, row => Assert.Equal("Unchanged", results[int.Parse(row, CultureInfo.InvariantCulture) - 1][1]));
        Assert.DoesNotContain(results, result => result[1] is not ("Created" or "Updated" or "Tracked" or "Unchanged"));
        Assert.Equal((Rows, areEvents ? Rows : 0), (api.Emulator.Contacts.Count, api.Emulator.Contacts.CustomEvents().Count));
        Assert.True(sent < Rows);
        // A contact that Sync-CnvContact created without a record of it is not subscribed by the next run.
        int subscribed = api.Emulator.Contacts.Snapshot().Count(contact => contact.SubscriptionStatus == "SUBSCRIBED");
        Assert.InRange(subscribed, areEvents ? 0 : (Rows / 2) - (throttle * batch), areEvents ? 0 : Rows / 2);
    }
}
