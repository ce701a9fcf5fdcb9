using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using Conversion.Connections;

namespace Conversion;

/// <summary>
/// What happens when the module comes and goes. On Windows PowerShell, where the libraries that PowerShell 7 has in the
/// box are missing, those beside the module are found; nobody else's loads are touched.
/// </summary>
/// <remarks>
/// Windows PowerShell looks at this assembly's types before it calls <see cref="OnImport"/>: none of them may derive from,
/// or have a field of, a type in one of those libraries.
/// </remarks>
public sealed class OnImportAndRemove : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly string s_folder = Path.GetDirectoryName(typeof(OnImportAndRemove).Assembly.Location)!;

    /// <inheritdoc/>
    public void OnImport()
    {
        if (IsWindowsPowerShell)
        {
            AppDomain.CurrentDomain.AssemblyResolve += ResolveOwn;
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        ConnectionTable.Current.CloseAll();
        if (IsWindowsPowerShell)
        {
            AppDomain.CurrentDomain.AssemblyResolve -= ResolveOwn;
        }
    }

    private static bool IsWindowsPowerShell => Environment.Version.Major == 4;

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
