using HiltBot;
using HiltBot.Engine.Storage;

try
{
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
