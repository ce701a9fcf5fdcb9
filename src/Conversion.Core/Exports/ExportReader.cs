using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Conversion.Client;
using Conversion.Http;
using Conversion.Model;

namespace Conversion.Exports;

/// <summary>
/// Reads an export page by page, until the cursor is null or does not move. While the caller handles a page, the next one is
/// fetched; no more than that is in memory. One thread uses it.
/// </summary>
public sealed class ExportReader : IDisposable
{
    private readonly ConversionClient _client;
    private readonly ExportRequest _request;
    private readonly bool _trace;
    private readonly ExportObjectReader _objects = new();
    // Not disposed: it has no timer, and a late Stop from another thread must find it alive.
    private readonly CancellationTokenSource _stop = new();
    private Task<ExportResult>? _fetch;
    private ExportPage? _page;
    private string? _fetchedCursor;
    private ReadOnlyMemory<byte> _item;
    private int _next;

    /// <param name="client">The API.</param>
    /// <param name="request">What to read.</param>
    /// <param name="cursor">The cursor of the first page to read; null for the beginning.</param>
    /// <param name="trace">Whether requests leave traces.</param>
    public ExportReader(ConversionClient client, ExportRequest request, string? cursor = null, bool trace = false)
    {
        _client = client;
        _request = request;
        _trace = trace;
        _fetchedCursor = cursor;
        NextCursor = cursor;
    }

    /// <summary>The cursor by which the current page was read; null for the first page.</summary>
    public string? Cursor { get; private set; }

    /// <summary>The cursor of the page after the current one; null if there is none.</summary>
    public string? NextCursor { get; private set; }

    /// <summary>Whether another page follows the current one.</summary>
    public bool HasNext => _page is null || _fetch is not null;

    /// <summary>The traces of the requests for the current page; empty if there are none.</summary>
    public IReadOnlyCollection<RequestTrace> Traces { get; private set; } = [];

    /// <summary>The failure that ended the export; null if there was none.</summary>
    public UpsertOutcome? Failure { get; private set; }

    /// <summary>Goes on to the next page, and waits for it. The one after it is being fetched from then on.</summary>
    /// <returns>False at the end, and if the page could not be read: <see cref="Failure"/>.</returns>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> was called.</exception>
    public bool ReadPage()
    {
        Traces = [];
        if (Failure is not null || !HasNext)
        {
            return false;
        }

        ExportResult result = (_fetch ?? FetchAsync(NextCursor)).GetAwaiter().GetResult();
        _fetch = null;
        Traces = result.Traces;
        if (result.Page is null)
        {
            Failure = result.Failure;
            return false;
        }

        _page = result.Page;
        _next = 0;
        Cursor = _fetchedCursor;
        NextCursor = _page.NextCursor == Cursor ? null : _page.NextCursor;
        if (NextCursor is not null)
        {
            _fetchedCursor = NextCursor;
            _fetch = FetchAsync(NextCursor);
        }

        return true;
    }

    /// <summary>Reads the next item of the current page.</summary>
    /// <returns>False at the end of the page, and if the item could not be read: <see cref="Failure"/>.</returns>
    public bool TryReadItem(out ExportObject? item)
    {
        item = null;
        if (_page is null || _next == _page.Count || Failure is not null)
        {
            return false;
        }

        _item = _page[_next++];
        try
        {
            item = _objects.Read(_item.Span);
            return true;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            Fail("An item of the export contains text that is not valid Unicode.");
            return false;
        }
    }

    /// <summary>A hash of the item that <see cref="TryReadItem"/> read last, by which the next run recognises it.</summary>
    public string ComputeItemHash() => ExportCursorFile.ComputeHash(_item);

    /// <summary>Ends the export because an item is not what it should be.</summary>
    /// <param name="message">What is wrong, in one sentence.</param>
    public void Fail(string message) =>
        Failure = new UpsertOutcome { Status = UpsertStatus.Failed, ErrorCode = ErrorCodes.InvalidResponse, ErrorMessage = message, StatusCode = 200 };

    /// <summary>Cancels the request under way and every wait. Any thread may call it at any time.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Cancels the request under way and waits for it. Afterwards no request is made.</summary>
    public void Dispose()
    {
        Stop();
        try
        {
            _fetch?.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // That was the purpose.
        }

        _fetch = null;
    }

    private Task<ExportResult> FetchAsync(string? cursor) => _client.ExportAsync(_request, cursor, _trace, _stop.Token);
}
