using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Conversion.Emulator.Server;

/// <summary>The emulator as a process. It prints its base URI and runs until SIGINT or SIGTERM.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadArguments = 2;

    public static async Task<int> Main(string[] arguments)
    {
        ServerOptions options;
        try
        {
            options = ServerOptions.Parse(arguments);
        }
        catch (FormatException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message + Environment.NewLine + Environment.NewLine + ServerOptions.Usage);
            return BadArguments;
        }

        if (options.IsHelp)
        {
            Console.WriteLine(ServerOptions.Usage);
            return 0;
        }

        try
        {
            await RunAsync(options);
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or SocketException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return Failed;
        }
    }

    private static async Task RunAsync(ServerOptions options)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using ContactStore contacts = options.DataPath is { } path ? ContactStore.Open(path) : new ContactStore();
        await using EmulatorServer server = await EmulatorServer.StartAsync(
            new ConversionEmulator(options.ToSettings(), contacts), options.Port, CancellationToken.None);
        Console.WriteLine(server.BaseUri);
        await stop.Task;
    }
}
