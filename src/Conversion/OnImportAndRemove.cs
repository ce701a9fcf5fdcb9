using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using Conversion.Connections;

namespace Conversion;

/// <summary>
/// What happens when the module comes and goes. A PowerShell that lacks the libraries of the module is refused. On Windows
/// PowerShell, where the libraries that PowerShell 7 has in the box are missing, those beside the module are found; nobody
/// else's loads are touched.
/// </summary>
/// <remarks>
/// Every PowerShell lists this assembly's public types, then calls <see cref="OnImport"/>, then looks at the cmdlets: no type
/// may derive from, or have a field of, a type in one of those libraries.
/// </remarks>
public sealed class OnImportAndRemove : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_folder = Path.GetDirectoryName(typeof(OnImportAndRemove).Assembly.Location)!;

    private static readonly Version s_engine = typeof(PSObject).Assembly.GetName().Version;

    /// <inheritdoc/>
    public void OnImport()
    {
        if (SupportedEngine.Check(s_engine) is ErrorRecord error)
        {
            throw new RuntimeException(error.Exception.Message, error.Exception, error);
        }

        if (SupportedEngine.IsWindowsPowerShell(s_engine))
        {
            AppDomain.CurrentDomain.AssemblyResolve += ResolveOwn;
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        ConnectionTable.Current.CloseAll();
        if (SupportedEngine.IsWindowsPowerShell(s_engine))
        {
            AppDomain.CurrentDomain.AssemblyResolve -= ResolveOwn;
        }
    }

    // Only for what this module asks for, itself or through its own libraries.
    private static Assembly? ResolveOwn(object sender, ResolveEventArgs request)
    {
        string? asker = request.RequestingAssembly?.Location;
        if (string.IsNullOrEmpty(asker) || !asker!.StartsWith(s_folder, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string path = Path.Combine(s_folder, "desktop", new AssemblyName(request.Name).Name + ".dll");
        return File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
