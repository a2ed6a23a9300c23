using HiltBot;
using HiltBot.Engine.Access;
using HiltBot.Engine.Notices;
using HiltBot.TestHost;
using Microsoft.Extensions.DependencyInjection;

// The product's host with one more platform: a stand-in that listens in the test's own process, is told of every call
// and of every claim, and may kill this process at any of them. The product itself knows nothing of it.
var standIn = Environment.GetEnvironmentVariable("HILTBOT_TEST_PLATFORM")
    ?? throw new InvalidOperationException("HILTBOT_TEST_PLATFORM names the stand-in's address.");
var platform = new RemotePlatform(new Uri(standIn));
var app = HiltHost.Build(args, services =>
{
    services.AddSingleton<IAccessPlatform>(platform);
    services.AddSingleton<INoticeChannel>(platform);
    services.AddSingleton(platform);
    services.TellOfClaims(platform);
});
app.MapTestDoor();
await HiltHost.RunAsync(app);
