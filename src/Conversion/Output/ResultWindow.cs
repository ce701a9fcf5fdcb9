using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using Conversion.Progress;

namespace Conversion;

/// <summary>
/// Chooses the table of rows by the window of the person who looks on. The widths of a view are fixed, so there is a view for
/// wide windows and one for narrow ones, each for a type name of its own. Without a window, results have neither name.
/// </summary>
internal sealed class ResultWindow
{
    private const int WideColumns = 100;

    private readonly string? _suffix;

    /// <param name="host">The host of the command.</param>
    public ResultWindow(PSHost host) => _suffix = InteractiveHost.Is(host)
        ? WidthOf(host) switch
        {
            >= WideColumns => "#Wide",
            > 0 => "#Narrow",
            _ => null,
        }
        : null;

    /// <summary>The result as it is written.</summary>
    public object Show(object result)
    {
        if (_suffix is null)
        {
            return result;
        }

        PSObject shown = new(result);
        shown.TypeNames.Insert(0, result.GetType().FullName + _suffix);
        return shown;
    }

    private static int WidthOf(PSHost host)
    {
        try
        {
            return host.UI.RawUI?.BufferSize.Width ?? 0;
        }
        catch (Exception exception) when (exception is RuntimeException or NotImplementedException or NotSupportedException or InvalidOperationException or IOException)
        {
            // The host has no window.
            return 0;
        }
    }
}
