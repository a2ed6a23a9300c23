using HiltBot;
using HiltBot.Engine.Storage;

try
{
    if (args is ["rotate-receipt-key", .. var settings])
    {
        await Console.Out.WriteLineAsync(await HiltHost.RotateReceiptKeyAsync(HiltHost.Build(settings)));
        return 0;
    }

    var app = HiltHost.Build(args);
    await HiltHost.RunAsync(app);
    return 0;
}
catch (ConfigurationException exception)
{
    foreach (var problem in exception.Problems)
    {
        await Console.Error.WriteLineAsync(problem);
    }

    return 1;
}
catch (StoreInUseException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
