package io.varve.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.varve.cli.console.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlightTest {

    private static final List<Flight> FLIGHTS = Flight.january();

    @Test
    void januaryHas27004Flights() {
        assertThat(FLIGHTS).hasSize(27_004);
    }

    @Test
    void theFirstIsTheFirstOfTheYear() {
        assertThat(FLIGHTS.getFirst())
                .isEqualTo(new Flight(
                        "UA",
                        "{\"year\":2013,\"month\":1,\"day\":1,\"dep_time\":517,\"sched_dep_time\":515,\"dep_delay\":2,"
                                + "\"arr_time\":830,\"sched_arr_time\":819,\"arr_delay\":11,\"carrier\":\"UA\","
                                + "\"flight\":1545,\"tailnum\":\"N14228\",\"origin\":\"EWR\",\"dest\":\"IAH\","
                                + "\"air_time\":227,\"distance\":1400,\"time_hour\":\"2013-01-01T10:00:00Z\"}"));
    }

    @Test
    void aFieldIsEitherANumberOrATextInAllFlights() throws JsonProcessingException {
        Map<String, Set<JsonNodeType>> types = new HashMap<>();
        for (Flight flight : FLIGHTS) {
            Json.parse(flight.json())
                    .properties()
                    .forEach(field -> types.computeIfAbsent(field.getKey(), name -> new HashSet<>())
                            .add(field.getValue().getNodeType()));
        }

        types.values().forEach(each -> each.remove(JsonNodeType.NULL));
        assertThat(types)
                .hasSize(17)
                .allSatisfy((name, each) -> assertThat(each).as(name).hasSize(1));
    }

    @Test
    void aFlightThatNeverLeftHasNoDeparture() throws JsonProcessingException {
        long cancelled = 0;
        for (Flight flight : FLIGHTS) {
            JsonNode departure = Json.parse(flight.json()).get("dep_time");
            cancelled += departure.isNull() ? 1 : 0;
        }

        assertThat(cancelled).isEqualTo(521);
    }

    @Test
    void theKeyIsTheCarrier() throws JsonProcessingException {
        for (Flight flight : FLIGHTS) {
            assertThat(Json.parse(flight.json()).get("carrier").textValue()).isEqualTo(flight.carrier());
        }
    }
}
