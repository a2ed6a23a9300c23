using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HiltBot;

/// <summary>
/// Meters and activities over OTLP, when the standard variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector;
/// otherwise nothing is measured or sent.
/// </summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("hiltbot", serviceVersion: HiltVersion.Text);
        services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("HiltBot", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime")
            .AddOtlpExporter(options => To(options, endpoint, "metrics")).Build());
        services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("HiltBot", "System.Net.Http")
            .AddOtlpExporter(options => To(options, endpoint, "traces")).Build());
        services.AddHostedService<Flush>();
    }

    private static void To(OtlpExporterOptions options, string endpoint, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri($"{endpoint.TrimEnd('/')}/v1/{signal}");
    }

    // Asks for both providers, since nobody else does, and sends what is left at the end.
    private sealed class Flush(MeterProvider meters, TracerProvider traces) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            meters.ForceFlush(5000);
            traces.ForceFlush(5000);
            return Task.CompletedTask;
        }
    }
}

/// <summary>The version as it was built.</summary>
internal static class HiltVersion
{
    public static readonly string Text = typeof(HiltVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
