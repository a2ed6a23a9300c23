using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiltBot.Engine.Access;

internal static class AccessWiring
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddAccess()
        {
            services.AddOptions<AccessOptions>();
            services.TryAddSingleton<IDatabaseClock, DatabaseClock>();
            services.AddScoped<Doubts>();
            services.AddSingleton<SeatCalls>();
            services.AddScoped<Brakes>();
            services.AddScoped<SeatNews>();
            services.AddScoped<SeatPlanner>();
            services.AddScoped<ReconcileAccess>();
            services.AddScoped<AskBrakes>();
            services.AddScoped<SeatComparison>();
            services.AddScoped<AuditSeats>();
            services.AddScoped<SurveyMembers>();
            services.AddScoped<CompareMembers>();
            services.AddScoped<CheckRights>();
            services.AddScoped<LookAtRights>();
            services.AddScoped<ProbeRights>();
            services.AddScoped<ExplainAccess>();
            services.AddScoped<RetryDelivery>();
            services.AddScoped<DiagnoseDelivery>();
            services.AddScoped<MemberNews>();
            services.AddScoped<NewcomerNews>();
            services.AddScoped<JudgeEntry>();
            services.AddScoped<DecideNewcomer>();
            services.AddScoped<DecideBrake>();
            services.AddScoped<BeatHeart>();
            services.AddScoped<StartUp>();
            return services;
        }
    }
}
